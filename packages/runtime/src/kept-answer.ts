import type { EngineUse, Meta } from '@accord/contract';
import type { CacheAnswer } from '@accord/cache';
import { type JsonDocument, jsonFromText, jsonFromValue } from './json-document.ts';
import type { TaskRequest } from './request.ts';

/** What is kept beside an output, so that whoever is given it later knows how it came about. */
interface Provenance extends Pick<Meta, 'mode_used' | 'reliability'> {
  /** Id of the decision that computed it. */
  readonly decision: string;
  readonly engines: readonly EngineUse[];
}

export interface KeptAnswer {
  readonly output: JsonDocument<unknown>;
  readonly provenance: Provenance;
  readonly engines: readonly JsonDocument<EngineUse>[];
}

/** Of `{"provenance":{…},"output":…}`: the provenance holds no such member, so its first place is where the output begins. */
const SEAM = ',"output":';

/** The text under which an answer is kept. */
export function keptText<Input, Output, Draft>(
  { id, plan, reliability, engines }: TaskRequest<Input, Output, Draft>,
  output: JsonDocument<Output>,
): string {
  const provenance: Provenance = {
    decision: id,
    mode_used: plan.mode,
    reliability,
    engines: engines.map(({ value }) => value),
  };
  return `{"provenance":${JSON.stringify(provenance)}${SEAM}${output.text}}`;
}

/** Kept with the answer they were read from: an answer that is given a thousand times is taken apart once. */
const read = new WeakMap<CacheAnswer['json'], KeptAnswer>();

export function readKept({ json }: CacheAnswer): KeptAnswer {
  let kept = read.get(json);
  if (kept === undefined) {
    kept = takenApart(json.text);
    read.set(json, kept);
  }
  return kept;
}

/** The output in a text that `keptText` made. */
export function outputIn(text: string): unknown {
  return takenApart(text).output.value;
}

function takenApart(text: string): KeptAnswer {
  const seam = text.indexOf(SEAM);
  const { provenance } = JSON.parse(`${text.slice(0, seam)}}`) as { readonly provenance: Provenance };
  return {
    provenance,
    output: jsonFromText(text.slice(seam + SEAM.length, -1)),
    engines: provenance.engines.map(jsonFromValue),
  };
}
