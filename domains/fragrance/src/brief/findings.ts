import type { Finding } from '@accord/contract';
import type { Mention, Stance } from './elements.ts';
import type { Sense } from './lexicon.ts';
import type { EvenText } from './text.ts';

/** What each mention did, for the decision record. */
export function findingsOf(text: EvenText, mentions: readonly Mention[]): Finding[] {
  const findings: Finding[] = [];
  for (const { sense, stance, misspelled, start, end } of mentions) {
    const effect = effectOf(sense, stance);
    findings.push({
      rule: sense.term,
      effect: misspelled ? `${effect} (spelling corrected)` : effect,
      start: text.originalStart(start),
      end: text.originalEnd(end),
    });
  }
  return findings;
}

/** The same few sentences are said of a sense in every brief, so each is put together once. */
const effects = new WeakMap<Sense, Map<Stance, string>>();

function effectOf(sense: Sense, stance: Stance): string {
  let bySense = effects.get(sense);
  if (bySense === undefined) {
    bySense = new Map();
    effects.set(sense, bySense);
  }
  let effect = bySense.get(stance);
  if (effect === undefined) {
    effect = sense.effect === '' ? stance : `${stance}: ${sense.effect}`;
    bySense.set(stance, effect);
  }
  return effect;
}
