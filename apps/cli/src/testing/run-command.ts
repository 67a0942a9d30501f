import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import type { Command } from '../command.ts';
import { processTerminal } from '../terminal.ts';

/** The command as it is installed; it runs what `npm run build` made. */
const BIN = fileURLToPath(new URL('../../bin/accord.js', import.meta.url));

export interface StartedCommand {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<{ readonly status: number | null; readonly out: string; readonly err: string }>;
}

/** Starts `accord` on a data folder of its own. */
export function startCommand(folder: string, args: readonly string[]): StartedCommand {
  const child = spawn(process.execPath, [BIN, ...args], { env: { ACCORD_DATA_DIR: folder } });
  const ended = Promise.all([
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]).then(([status, out, err]) => ({ status, out, err }));
  return { child, ended };
}

/** Sends the signal at the first that the command says. */
export function interrupted(
  { child, ended }: StartedCommand,
  signal: NodeJS.Signals = 'SIGINT',
): StartedCommand['ended'] {
  child.stdout.once('data', () => child.kill(signal));
  return ended;
}

export type Line = Readonly<Record<string, unknown>>;

export const linesOf = (printed: string): Line[] =>
  printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

/** Runs a command in this process, which takes a fraction of the time; what it prints is returned, what it throws is thrown. */
export async function callCommand(
  command: Command,
  folder: string,
  args: readonly string[],
): Promise<string> {
  vi.stubEnv('ACCORD_DATA_DIR', folder);
  let printed = '';
  const print = (line: string): void => {
    printed += `${line}\n`;
  };
  try {
    await command.run(args, { ...processTerminal(), print, paint: (_, plain) => plain });
  } finally {
    vi.unstubAllEnvs();
  }
  return printed;
}
