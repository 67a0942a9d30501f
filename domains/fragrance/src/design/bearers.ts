import { readFileSync } from 'node:fs';
import type { Catalogue } from '../materials/catalogue.ts';
import { parseCsv } from '../materials/csv.ts';
import type { Material } from '../materials/material.ts';
import { namesOf } from '../materials/names.ts';

/** Which materials bring a note that a brief names, such as rose or leather. */
export interface NoteBook {
  /** The most fitting first. Empty when none is known. */
  bearersOf(note: string): readonly Bearer[];
}

export interface Bearer {
  readonly material: Material;
  /** 0 for one that is named after the note, else which of its descriptors speaks of it, from 1. */
  readonly place: number;
}

/** Fits before any descriptor does. */
const BY_NAME = 0;

const books = new WeakMap<Catalogue, NoteBook>();

/** The same for the same catalogue. @throws TypeError for a row that cannot be read */
export function noteBookOf(catalogue: Catalogue): NoteBook {
  let book = books.get(catalogue);
  if (book === undefined) books.set(catalogue, (book = readNoteBook(catalogue)));
  return book;
}

function readNoteBook({ materials }: Catalogue): NoteBook {
  const aliases = readAliases();
  const texts = materials
    .filter(({ kind }) => kind !== 'solvent')
    .map((material) => ({
      material,
      names: [material.name, ...namesOf(material)].map(wordsOf),
      descriptors: material.descriptors.map(wordsOf),
    }));
  const known = new Map<string, readonly Bearer[]>();
  return {
    bearersOf(note) {
      const before = known.get(note);
      if (before !== undefined) return before;
      const sought = [note, ...(aliases.get(note) ?? [])].map(wordsOf).filter((words) => words.length > 2);
      const found = texts
        .map(({ material, names, descriptors }) => ({
          material,
          place: names.some((name) => hasAny(name, sought))
            ? BY_NAME
            : descriptors.findIndex((word) => hasAny(word, sought)) + 1 || Infinity,
        }))
        .filter(({ place }) => place !== Infinity)
        .sort((one, other) => one.place - other.place);
      known.set(note, found);
      return found;
    },
  };
}

/** In lower case with a space around each word, so that "lime" is not found in "limetol". */
const wordsOf = (text: string): string =>
  ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `;

const hasAny = (text: string, sought: readonly string[]): boolean =>
  sought.some((words) => text.includes(words));

/** Other words that materials are named or described with, by the note. */
function readAliases(): Map<string, string[]> {
  const file = new URL('../../data/materials/notes.tsv', import.meta.url);
  const [, ...rows] = parseCsv(readFileSync(file, 'utf8'), '\t');
  return new Map(
    rows.map(([note = '', words = '']) => {
      if (note === '' || words === '') throw new TypeError(`notes.tsv: ${note || 'unnamed'} has no words`);
      return [note, words.split('|')];
    }),
  );
}
