import { choice, defineKnobs, type KnobValues } from '@accord/knobs';
import { type DestinationStream, type Logger, pino } from 'pino';

export const logKnobs = defineKnobs('log', {
  level: choice({
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    effect: 'Says more or less about each request.',
    scope: 'process',
  }),
});

/** Structured logs, one JSON object a line. */
export function createLogger(
  knobs: KnobValues<typeof logKnobs>,
  destination: DestinationStream | undefined,
): Logger {
  const options = { level: knobs.level, base: null, messageKey: 'message' };
  return destination === undefined ? pino(options) : pino(options, destination);
}
