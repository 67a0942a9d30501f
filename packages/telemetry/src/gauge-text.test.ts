import { expect, it } from 'vitest';
import { gaugeText } from './gauge-text.ts';

it('prints gauges as Prometheus reads them, and none that has no value', () => {
  const text = gaugeText([
    { name: 'bytes', help: 'As kept', labels: ['class', 'tier'], samples: [[['a"b', 'L2'], 7]] },
    { name: 'ratio', help: 'How small', labels: [], samples: [[[], 2.5]] },
    { name: 'unknown', help: 'Nothing yet', labels: [], samples: [] },
  ]);
  expect(text).toBe(
    '# HELP bytes As kept\n# TYPE bytes gauge\nbytes{class="a\\"b",tier="L2"} 7\n\n' +
      '# HELP ratio How small\n# TYPE ratio gauge\nratio 2.5\n',
  );
});
