import type { Mention, Span, Stance } from './elements.ts';
import type { Spoken } from './fields.ts';
import { cover } from './span.ts';

const ASKED: ReadonlySet<Stance> = new Set(['wanted', 'required', 'touched']);
const REFUSED: ReadonlySet<Stance> = new Set(['excluded', 'replaced']);

const NONE: Spoken<string>[] = [];

export interface NamedNotes {
  readonly required: readonly Spoken<string>[];
  readonly excluded: readonly Spoken<string>[];
}

/** The notes and materials the text asks for and refuses, each once, in order. */
export function readNotes(mentions: readonly Mention[]): NamedNotes {
  return { required: gather(mentions, ASKED), excluded: gather(mentions, REFUSED) };
}

function gather(mentions: readonly Mention[], stances: ReadonlySet<Stance>): Spoken<string>[] {
  const places = new Map<string, Span>();
  for (const { sense, stance, span } of mentions) {
    if (sense.note === undefined || !stances.has(stance)) continue;
    const known = places.get(sense.note);
    places.set(sense.note, known === undefined ? span : cover([known, span]));
  }
  return places.size === 0 ? NONE : [...places].map(([value, span]) => ({ value, spans: [span] }));
}
