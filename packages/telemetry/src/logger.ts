import { choice, defineKnobs, type KnobValues } from '@accord/knobs';
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';
/** Anything that takes a line, such as `process.stderr`. */
export type LogDestination = DestinationStream;

export const logKnobs = defineKnobs('log', {
  level: choice({
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    effect: 'Says more or less; each request has a line at info.',
    scope: 'process',
  }),
});

/**
 * Structured logs, one JSON object a line. Standard output is written to in the background, so that no request
 * waits for who reads it; lines still waiting are written when the process exits.
 */
export function createLogger(
  knobs: KnobValues<typeof logKnobs>,
  destination: LogDestination = pino.destination({ dest: 1, sync: false }),
): Logger {
  return pino({ level: knobs.level, base: null, messageKey: 'message' }, destination);
}
