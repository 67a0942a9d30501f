import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as contract from '@accord/contract';
import { allErrors, allKnobs, variableOf } from '@accord/host';
import { leavesOf } from '@accord/knobs';
import { serverErrors, serverKnobs } from '@accord/server/declarations';
import { describe, expect, it } from 'vitest';
import { briefPage, errorsPage, knobsPage } from './reference.mjs';

const root = new URL('..', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const sets = [...allKnobs, serverKnobs];
const kinds = [...allErrors, ...Object.values(serverErrors)];

/** Sources of the product, tests and their doubles left out. */
const sources: ReadonlyMap<string, string> = new Map(
  ['packages', 'domains', 'apps'].flatMap((tree) =>
    readdirSync(fileURLToPath(new URL(tree, root)))
      .flatMap((room) => sourcesOf(`${tree}/${room}/src`))
      .map((path) => [path, read(path)] as const),
  ),
);

function sourcesOf(folder: string): string[] {
  return readdirSync(new URL(folder, root), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : sourcesOf(path);
    return /\.tsx?$/.test(entry.name) && !/(\.test|^testing)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Every match of the first group, with the files it is in. */
function found(pattern: RegExp): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const [path, text] of sources) {
    for (const [, name] of text.matchAll(pattern)) {
      if (name !== undefined) places.set(name, [...(places.get(name) ?? []), path]);
    }
  }
  return places;
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

/** Codes in the `defineErrors({ … })` calls of the sources. */
const declaredCodes = [...sources.values()].flatMap((text) =>
  [...withoutComments(text).matchAll(/defineErrors\(\{([\s\S]*?)\n\}\)/g)].flatMap(([, body = '']) =>
    [...body.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, code = '']) => code),
  ),
);

describe('the pages of docs/reference', () => {
  it.each([
    ['knobs.md', () => knobsPage(sets, variableOf)],
    ['errors.md', () => errorsPage(kinds)],
    ['brief.md', () => briefPage(read('docs/reference/brief.md'), contract, sets)],
  ])('%s is what the declarations say', (name, print) => {
    expect(read(`docs/reference/${name}`), 'run npm run build && npm run docs').toBe(print());
  });

  it('have a row for every knob and every error', () => {
    const knobs = read('docs/reference/knobs.md');
    for (const leaf of sets.flatMap(leavesOf)) {
      const name =
        leaf.knob.type === 'number' && leaf.knob.variants !== undefined ? parentOf(leaf.name) : leaf.name;
      expect(knobs).toContain(`| \`${name}\` |`);
    }
    const errors = read('docs/reference/errors.md');
    for (const { code } of kinds) expect(errors).toContain(`| \`${code}\` |`);
  });

  it('name every field of the brief', () => {
    const page = read('docs/reference/brief.md');
    for (const [field, schema] of Object.entries(contract.briefSchema.shape)) {
      const parts =
        field === 'notes' || field === 'constraints'
          ? Object.keys('shape' in schema ? schema.shape : {})
          : [];
      const names = parts.length > 0 ? parts.map((part) => `${field}.${part}`) : [field];
      for (const name of names) expect(page).toContain(`| \`${name}\` |`);
    }
  });
});

describe('every declaration in the sources', () => {
  it('of an error is on the page, and the page has no other', () => {
    expect(declaredCodes.length).toBeGreaterThan(20);
    expect([...new Set(declaredCodes)].sort()).toEqual(kinds.map(({ code }) => code).sort());
  });

  it('of a set of knobs is on the page', () => {
    const declared = found(/defineKnobs\(\s*['`]([^'`]+)['`]/g);
    const prefixes = sets.map(({ prefix }) => prefix);
    // A template such as `roles.${role}` stands for every set it makes.
    const missing = [...declared.keys()].filter(
      (prefix) => !prefixes.some((known) => known.startsWith(prefix.split('${')[0] ?? prefix)),
    );
    expect(missing.map((prefix) => `${prefix} (${declared.get(prefix)?.join(', ')})`)).toEqual([]);
  });
});

describe('every error that is used', () => {
  const used = found(/\b[a-z]\w*Errors\.([A-Z][A-Z0-9_]+)\b/g);

  it('is declared', () => {
    const known = new Set(declaredCodes);
    expect([...used.keys()].filter((code) => !known.has(code))).toEqual([]);
  });

  it('and none is declared in vain', () => {
    expect(declaredCodes.filter((code) => !used.has(code))).toEqual([]);
  });

  it('is thrown from a declared kind, never from one made on the spot', () => {
    expect([...found(/new AccordError\(\s*(\{)/g).values()].flat()).toEqual([]);
  });
});

const parentOf = (name: string): string => `${name.slice(0, name.lastIndexOf('.'))}.*`;
