import type { Mention, Span, Stance } from './elements.ts';
import type { Spoken } from './fields.ts';
import { union } from './span.ts';

const isAsked = (stance: Stance): boolean =>
  stance === 'wanted' || stance === 'required' || stance === 'touched';
const isRefused = (stance: Stance): boolean => stance === 'excluded' || stance === 'replaced';

export interface NamedNotes {
  readonly required: readonly Spoken<string>[];
  readonly excluded: readonly Spoken<string>[];
}

interface NamedNote {
  readonly value: string;
  spans: readonly [Span];
}

/** The notes and materials the text asks for and refuses, each once, in order. */
export function readNotes(mentions: readonly Mention[]): NamedNotes {
  const required: NamedNote[] = [];
  const excluded: NamedNote[] = [];
  for (const { sense, stance, span } of mentions) {
    if (sense.note === undefined) continue;
    if (isAsked(stance)) name(required, sense.note, span);
    else if (isRefused(stance)) name(excluded, sense.note, span);
  }
  return { required, excluded };
}

/** There are no more names than notes in the lexicon, so that looking through them stays within bounds. */
function name(notes: NamedNote[], value: string, span: Span): void {
  for (const known of notes) {
    if (known.value !== value) continue;
    known.spans = [union(known.spans[0], span)];
    return;
  }
  notes.push({ value, spans: [span] });
}
