import type { Mention, Stance } from './elements.ts';
import type { Spoken } from './fields.ts';
import { cover, spanOf } from './span.ts';

const ASKED: ReadonlySet<Stance> = new Set(['wanted', 'required', 'touched']);
const REFUSED: ReadonlySet<Stance> = new Set(['excluded', 'replaced']);

export interface NamedNotes {
  readonly required: readonly Spoken<string>[];
  readonly excluded: readonly Spoken<string>[];
}

/** The notes and materials the text asks for and refuses, each once, in order. */
export function readNotes(mentions: readonly Mention[]): NamedNotes {
  return { required: gather(mentions, ASKED), excluded: gather(mentions, REFUSED) };
}

function gather(mentions: readonly Mention[], stances: ReadonlySet<Stance>): Spoken<string>[] {
  const named = mentions.filter(({ sense, stance }) => sense.note !== undefined && stances.has(stance));
  const notes = new Set(named.flatMap(({ sense }) => sense.note ?? []));
  return [...notes].map((value) => {
    const said = named.filter(({ sense }) => sense.note === value);
    return { value, spans: [cover(said.map((mention) => spanOf(mention, mentions)))] };
  });
}
