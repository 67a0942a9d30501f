import type { Mention } from './elements.ts';
import type { Tail } from './korean-tails.ts';
import type { Sense } from './lexicon.ts';

export function mentionOf(
  language: Mention['language'],
  sense: Sense,
  start: number,
  end: number,
  glued: boolean,
  tail: Tail,
  ending = '',
): Mention {
  return {
    kind: 'mention',
    language,
    sense,
    start,
    end,
    glued,
    form: tail.form,
    ending,
    joint: tail.joint,
    awaitsNegation: tail.awaitsNegation,
    simile: tail.simile,
    restricted: false,
    misspelled: false,
    stance: 'wanted',
    degree: undefined,
    cueStart: start,
    cueEnd: end,
    span: { start, end },
    counts: true,
  };
}
