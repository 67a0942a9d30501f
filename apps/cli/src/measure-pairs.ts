import { readFile } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

export interface MeasurePairsOptions {
  readonly pairs?: string | undefined;
  readonly threshold?: string | undefined;
  readonly json?: boolean | undefined;
  readonly mode?: string | undefined;
  readonly limit?: string | undefined;
}

const DEFAULT_THRESHOLD = 0.6;

/**
 * Measures the guards of the semantic cache on labelled pairs, with the embedding that needs no model.
 *
 * @throws UsageError
 */
export async function measurePairs(options: MeasurePairsOptions): Promise<string> {
  if (options.mode !== undefined || options.limit !== undefined)
    throw new UsageError('--mode and --limit go with briefs');
  const threshold = thresholdIn(options.threshold);
  const { builtInPairs, evaluatePairs, printPairs, readPairs } = await import('@accord/cache/eval');
  const { embeddedEmbedding } = await import('@accord/host');
  const file = options.pairs;
  const read = file === undefined ? undefined : readPairs(await textOf(file));
  if (read !== undefined && 'fault' in read) throw new UsageError(`${file}: ${read.fault}`);
  const sets =
    read === undefined ? builtInPairs() : [{ name: String(file), frozen: false, pairs: read.pairs }];
  const report = await evaluatePairs({ sets, threshold, embed: embeddedEmbedding() });
  return options.json === true ? JSON.stringify(report, undefined, 2) : printPairs(report);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `--pairs ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function thresholdIn(word: string | undefined): number {
  if (word === undefined) return DEFAULT_THRESHOLD;
  const threshold = Number(word);
  if (word.trim() !== '' && threshold >= 0 && threshold <= 1) return threshold;
  throw new UsageError('--threshold is a number from 0 to 1');
}
