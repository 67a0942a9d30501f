import type { Material } from './material.ts';

/** The same for every spelling of a name: without case, marks and spaces, with Greek letters spelt out. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('α', 'alpha')
    .replaceAll('β', 'beta')
    .replaceAll('γ', 'gamma')
    .replaceAll('δ', 'delta')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** What a material may be called besides its name: its synonyms, and the two halves of "Hedione (methyl …)". */
export function namesOf({ name, kind, synonyms }: Material): string[] {
  const open = name.indexOf(' (');
  if (kind !== 'synthetic' || open === -1 || !name.endsWith(')')) return [...synonyms];
  return [...synonyms, name.slice(0, open), name.slice(open + 2, -1)];
}
