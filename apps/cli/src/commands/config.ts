import { readConfiguration } from '@accord/host';
import type { ResolvedKnob } from '@accord/knobs';
import { serverKnobs } from '@accord/server/declarations';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { visible } from '../terminal.ts';

export const configCommand: Command = {
  help: `Usage: accord config show [--json]

Shows each setting with its value and where that came from: the default, the file of the environment that APP_ENV
chooses, or a variable. Secrets are not shown.

  --json   print a JSON object`,

  async run(args, { print, paint }) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
    const [action, ...more] = positionals;
    if (action !== 'show') throw new UsageError(`accord config can only 'show'`);
    refuseWords(more);
    const { environment, dataFolder, knobs } = readConfiguration({ appKnobs: [serverKnobs] });
    const settings = knobs.entries.map((entry) => ({
      name: entry.leaf.name,
      value: shownValue(entry),
      origin: entry.origin,
    }));
    if (values.json)
      return print(JSON.stringify({ environment, data_folder: dataFolder, settings }, undefined, 2));

    print(`${paint('bold', 'environment')}  ${environment}`);
    print(`${paint('bold', 'data folder')}  ${visible(dataFolder)}\n`);
    const columns = [
      longest(settings.map(({ name }) => name)),
      longest(settings.map(({ value }) => String(value))),
    ];
    for (const { name, value, origin } of settings) {
      const line = `${name.padEnd(columns[0] ?? 0)}  ${visible(String(value)).padEnd(columns[1] ?? 0)}  ${origin}`;
      print(origin === 'default' ? paint('dim', line) : line);
    }
  },
};

/** A secret shows only whether it is set. */
function shownValue({ leaf: { knob }, value }: ResolvedKnob): ResolvedKnob['value'] {
  if (knob.type !== 'text') return value;
  if (value === '') return '(empty)';
  return knob.secret ? '(hidden)' : value;
}

const longest = (texts: readonly string[]): number =>
  Math.min(40, Math.max(...texts.map(({ length }) => length)));
