import { readFileSync } from 'node:fs';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GatewayHouse, openGatewayHouse } from './testing/gateway-house.ts';

const guide = readFileSync(new URL('../../../docs/guides/gateway.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = '']) => code);

let house: GatewayHouse;
beforeAll(async () => {
  house = await openGatewayHouse();
});
afterAll(async () => {
  await house.close();
});

/** Runs an example against the house, and gives what it prints. */
async function printed(code: string): Promise<string> {
  const lines: string[] = [];
  const body = code
    .replace("import OpenAI from 'openai';", '')
    .replaceAll('http://127.0.0.1:8000', house.address);
  // oxlint-disable-next-line typescript/no-implied-eval -- the code is the guide's own
  const run: unknown = new Function('OpenAI', 'console', `return (async () => {${body}})();`);
  await (run as (client: typeof OpenAI, console: object) => Promise<void>)(OpenAI, {
    log: (...words: unknown[]) => lines.push(words.join(' ')),
  });
  return lines.join('\n');
}

it('has examples', () => {
  expect(examples).toHaveLength(3);
});

it.each(examples.map((code, index) => [index, code] as const))(
  'example %i works as it stands',
  async (index, code) => {
    const said = await printed(code);
    expect(said).toMatch([/quiet woody/, /wood/, /^openai\/first \d+ 0$/][index] ?? /^$/);
  },
);
