import { manualClock } from '@accord/kernel/testing';
import { itAgreesWithAMap } from './testing/cache-model.ts';
import { turn } from './testing/harness.ts';
import { sharedStore } from './testing/shared-store.ts';

itAgreesWithAMap('memory, a level of its own and a shared one', 150, () => {
  const clock = manualClock();
  const disk = sharedStore({ clock, name: 'sqlite', capabilities: ['persistent'] });
  const redis = sharedStore({ clock });
  return {
    clock,
    levels: () => [disk.level(), redis.level()],
    async settle() {
      for (let at = 0; at < 6; at++) await turn();
    },
    remove: () => undefined,
  };
});
