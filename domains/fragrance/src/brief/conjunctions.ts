import type { Boundary } from './elements.ts';

/** Words that set clauses or the items of a list apart. */
export const CONJUNCTIONS: ReadonlyMap<string, Boundary['strength']> = new Map([
  ['and', 'and'],
  ['or', 'or'],
  ['nor', 'or'],
  ['및', 'and'],
  ['또는', 'and'],
  ['혹은', 'and'],
  ['그리고', 'and'],
  // These begin a new clause wherever they stand; 단, and 대신 at the head of a clause turn it, and elsewhere they
  // are what the lexicon says.
  ...['하지만', '근데', '그런데', '그래도', '다만', '그러나', '단', '대신에', '그냥', '차라리', '오히려'].map(
    (turn): [string, Boundary['strength']] => [turn, 'hard'],
  ),
]);
