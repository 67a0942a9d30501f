/**
 * The names that words are given for, in their order. Lists of the contract would bring its schemas into the page, which
 * its policy does not let run.
 */
export const namesIn = <Name extends string>(words: Readonly<Record<Name, string>>): Name[] =>
  Object.keys(words) as Name[];
