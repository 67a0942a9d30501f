import { chooseModel, MODEL_TRAITS, type ModelNeeds } from '@accord/engine';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';

const OPTIONS = {
  speed: { type: 'string' },
  accuracy: { type: 'string' },
  memory: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const ACCURACIES = ['normal', 'critical'];

export const modelsCommand: Command = {
  help: `Usage: accord models recommend --memory GB [options]

Recommends a model to run, and how finely to keep its weights, with the reason.

  --memory GB                    memory that the model may take
  --speed MS                     an answer is needed within so many milliseconds; under 500 decides for speed
  --accuracy normal|critical     critical decides for the most accurate model; normal when left out
  --json                         print a JSON object

Example: accord models recommend --accuracy critical --memory 16`,

  async run(args, { print, paint }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [action, ...more] = positionals;
    if (action !== 'recommend') throw new UsageError(`accord models can only 'recommend'`);
    refuseWords(more);
    const choice = chooseModel(needsFrom(values));
    const traits = MODEL_TRAITS[choice.model];
    if (values.json) return print(JSON.stringify({ ...choice, traits }, undefined, 2));

    print(`${paint('bold', choice.model)} in ${paint('bold', choice.precision)}, ${choice.neededGb} GB`);
    if (!choice.fits) print(paint('red', 'It does not fit into that memory.'));
    for (const reason of choice.reasons) print(`  ${reason}.`);
    print(
      paint('dim', `  ${traits.use}; speed ${traits.speed}, accuracy ${traits.accuracy}, GPU ${traits.gpu}`),
    );
  },
};

interface Values {
  readonly speed?: string | undefined;
  readonly accuracy?: string | undefined;
  readonly memory?: string | undefined;
}

function needsFrom({ speed, accuracy = 'normal', memory }: Values): ModelNeeds {
  if (memory === undefined) throw new UsageError('How much memory may the model take? Give --memory GB');
  if (!ACCURACIES.includes(accuracy)) {
    throw new UsageError(`--accuracy is one of ${ACCURACIES.join(', ')}, not '${accuracy}'`);
  }
  return {
    withinMs: speed === undefined ? undefined : positive('--speed', speed),
    accuracyCritical: accuracy === 'critical',
    memoryGb: positive('--memory', memory),
  };
}

function positive(option: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`${option} is a number above zero, not '${text}'`);
}
