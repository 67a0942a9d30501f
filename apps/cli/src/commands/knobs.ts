import { allKnobs, variableOf } from '@accord/host';
import { type Knob, type KnobLeaf, leavesOf } from '@accord/knobs';
import { serverKnobs } from '@accord/server/declarations';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';

export const knobsCommand: Command = {
  help: `Usage: accord knobs [--json]

Lists every setting there is: its name, default, range, unit, what it affects, and the variable that sets it.

  --json   print a JSON list`,

  async run(args, { print, paint }) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
    refuseWords(positionals);
    const knobs = [...allKnobs, serverKnobs].flatMap(leavesOf).map(described);
    if (values.json) return print(JSON.stringify(knobs, undefined, 2));
    for (const { name, default: usual, takes, scope, effect, variable } of knobs) {
      print(`${paint('bold', name)} = ${usual === '' ? '(empty)' : usual}`);
      print(`  ${effect}`);
      print(
        paint('dim', `  ${takes}; read at ${scope === 'process' ? 'start' : 'each request'}; ${variable}`),
      );
    }
  },
};

const described = ({ name, knob, default: usual }: KnobLeaf) => ({
  name,
  type: knob.type,
  default: usual,
  takes: takesOf(knob),
  scope: knob.scope,
  effect: knob.effect,
  variable: variableOf(name),
});

function takesOf(knob: Knob): string {
  switch (knob.type) {
    case 'number':
      return `${knob.integer ? 'whole number' : 'number'} from ${knob.range[0]} to ${knob.range[1]} (${knob.unit})`;
    case 'choice':
      return `one of ${knob.choices.join(', ')}`;
    case 'flag':
      return 'true or false';
    case 'text':
      return `text of at most ${knob.maxLength} characters${knob.secret ? ', never shown' : ''}`;
  }
}
