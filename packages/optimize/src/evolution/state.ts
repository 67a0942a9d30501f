import { createHash } from 'node:crypto';
import { AccordError, type RngState } from '@accord/kernel';
import { optimizeErrors } from '../errors.ts';
import type { Population } from '../population.ts';

/** A search as it stands, as JSON. What it was made with is the caller's to keep. */
export interface EvolutionState {
  readonly version: 1;
  readonly strategy: string;
  readonly problem: string;
  readonly generation: number;
  readonly evaluations: number;
  readonly rng: RngState;
  /** Genes, values and violations of all solutions, as little-endian doubles in base64. */
  readonly population: string;
  /** SHA-256 of everything above. */
  readonly checksum: string;
}

const VERSION = 1;

interface Parts extends Omit<EvolutionState, 'version' | 'population' | 'checksum'> {
  readonly population: Population;
}

export function stateOf({ population, ...parts }: Parts): EvolutionState {
  const { genes, values, violations } = population;
  const packed = Buffer.concat([genes, values, violations].map(bytesOf)).toString('base64');
  const state = { version: VERSION, ...parts, population: packed } as const;
  return { ...state, checksum: checksumOf(state) };
}

/**
 * Reads a state into a population of the size that is expected.
 *
 * @throws OPTIMIZE_STATE_INVALID
 */
export function unpackedState(
  state: EvolutionState,
  strategy: string,
  problem: string,
  into: Population,
): Pick<EvolutionState, 'rng' | 'generation' | 'evaluations'> {
  const { checksum, ...rest } = state;
  if (rest.version !== VERSION) throw invalid(`it is of version ${String(rest.version)}`);
  if (checksumOf(rest) !== checksum) throw invalid('it is not whole');
  if (rest.strategy !== strategy) throw invalid(`it is of ${rest.strategy}`);
  if (rest.problem !== problem) throw invalid(`it is of the problem ${rest.problem}`);
  const bytes = Buffer.from(rest.population, 'base64');
  const { genes, values, violations } = into;
  const parts = [genes, values, violations];
  if (bytes.length !== parts.reduce((sum, { byteLength }) => sum + byteLength, 0)) {
    throw invalid('its population has another size');
  }
  let at = 0;
  for (const part of parts) {
    bytesOf(part).set(bytes.subarray(at, at + part.byteLength));
    at += part.byteLength;
  }
  return { rng: rest.rng, generation: rest.generation, evaluations: rest.evaluations };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const checksumOf = (state: Omit<EvolutionState, 'checksum'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        state.version,
        state.strategy,
        state.problem,
        state.generation,
        state.evaluations,
        state.rng,
        state.population,
      ]),
    )
    .digest('hex');

const invalid = (why: string): AccordError =>
  new AccordError(optimizeErrors.OPTIMIZE_STATE_INVALID, {
    detail: `The state cannot be gone on with: ${why}`,
  });
