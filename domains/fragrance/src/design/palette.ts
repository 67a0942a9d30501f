import { type Brief, FAMILIES } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';
import type { AllergenList } from '../law/allergens.ts';
import type { LawBook } from '../law/law-book.ts';
import { ruleOf } from '../law/standards.ts';
import type { Catalogue } from '../materials/catalogue.ts';
import { type Material, NOTE_CLASSES } from '../materials/material.ts';
import { type Aim, levelOf } from './aim.ts';
import type { Bearer, NoteBook } from './bearers.ts';
import type { Dearness } from './dearness.ts';

/** All that formulas are designed from. */
export interface DesignTables {
  readonly catalogue: Catalogue;
  readonly book: LawBook;
  readonly allergens: AllergenList;
  readonly notes: NoteBook;
  readonly dearness: Dearness;
}

/** A note that the brief requires, and the material that stands for it in every formula. */
export interface RequiredNote {
  readonly note: string;
  readonly material: Material;
}

/** What a search may use. */
export interface Palette {
  readonly materials: readonly Material[];
  readonly required: readonly RequiredNote[];
  /** Notes of the brief that no material is known to bring. */
  readonly unknownNotes: readonly string[];
  /** Takes what the law leaves no other material for. */
  readonly filler: Material;
}

/** Slots by note class, so that a policy finds alike materials at alike places: 36 and the required ones. */
const SLOTS = { top: 12, heart: 12, base: 12 } as const;
const CANDIDATES_A_FAMILY = 3;
/** From this degree on a family has materials of its own in the palette. */
const WANTED_SHARE = 0.06;
const ETHANOL = '64-17-5';
/** How much a class above the budget counts against a material, beside its match from −1 to 1. */
const DEAR = 0.15;

/**
 * Chooses the materials that fit a brief, each note class in order of how well.
 *
 * @throws AccordError FORMULA_WISHES_CONFLICT when a required note has only materials that the brief or the law rules out, or
 * nothing is left
 */
export function paletteOf(brief: Brief, aim: Aim, tables: DesignTables): Palette {
  const { catalogue, notes, dearness } = tables;
  const excluded = new Set(
    brief.notes.excluded.flatMap((note) => notes.bearersOf(note).map(({ material }) => material)),
  );
  const allowed = catalogue.materials.filter(
    (material) => !excluded.has(material) && isAllowed(material, brief, aim, tables),
  );
  const match = new Map(allowed.map((material) => [material, matchOf(material, aim, dearness)]));
  const byMatch = (one: Material, other: Material): number => (match.get(other) ?? 0) - (match.get(one) ?? 0);
  const smelt = allowed.filter((material) => isModelled(material) && dearness.isKnown(material));
  const required = requiredOf(brief, new Set(allowed), notes, byMatch);
  const chosen = new Set<Material>();
  for (const [at, family] of FAMILIES.entries()) {
    if ((aim.profile[at] ?? 0) < WANTED_SHARE) continue;
    smelt
      .filter(({ families }) => families.some(([own, weight]) => own === family && weight === 1))
      .sort(byMatch)
      .slice(0, CANDIDATES_A_FAMILY)
      .forEach((material) => chosen.add(material));
  }
  const materials = NOTE_CLASSES.flatMap((note) => {
    const own = smelt.filter((material) => material.note === note).sort(byMatch);
    const first = own.filter((material) => chosen.has(material)).slice(0, SLOTS[note]);
    const others = own.filter((material) => !chosen.has(material)).slice(0, SLOTS[note] - first.length);
    return [...first, ...others].sort(byMatch);
  });
  const palette = [...new Set([...required.known.map(({ material }) => material), ...materials])];
  if (palette.length === 0) throw conflict('No material is left that the wishes and the law allow.');
  return {
    materials: palette,
    required: required.known,
    unknownNotes: required.unknown,
    filler: fillerOf(brief, catalogue),
  };
}

function requiredOf(
  brief: Brief,
  allowed: ReadonlySet<Material>,
  notes: NoteBook,
  byMatch: (one: Material, other: Material) => number,
): { known: RequiredNote[]; unknown: string[] } {
  const known: RequiredNote[] = [];
  const unknown: string[] = [];
  for (const note of brief.notes.required) {
    const bearers = notes.bearersOf(note);
    const usable = bearers.filter(({ material }) => allowed.has(material));
    if (bearers.length === 0) unknown.push(note);
    else if (usable.length === 0)
      throw conflict(`Everything that smells of ${note} is ruled out by other wishes or by the law.`);
    else known.push({ note, material: standInOf(usable, byMatch) });
  }
  return { known, unknown };
}

/** Of those that the model can follow, the most directly named or described; among equals the one that fits the whole brief. */
function standInOf(usable: readonly Bearer[], byMatch: (one: Material, other: Material) => number): Material {
  const modelled = usable.filter(({ material }) => isModelled(material));
  const among = modelled.length > 0 ? modelled : usable;
  const [first] = among;
  const [best] = among
    .filter(({ place }) => place === first?.place)
    .map(({ material }) => material)
    .sort(byMatch);
  if (best === undefined) throw new TypeError('nobody bears the note');
  return best;
}

function isAllowed(material: Material, brief: Brief, aim: Aim, { book, allergens }: DesignTables): boolean {
  const { vegan, natural_only: naturalOnly, allergen_free: allergenFree } = brief.constraints;
  if (material.kind === 'solvent') return false;
  if (vegan && !material.vegan) return false;
  if (naturalOnly && material.kind === 'synthetic') return false;
  const inside = allergens.partsOf(material);
  if (inside.some(({ allergen }) => allergen.banned)) return false;
  if (allergenFree && (inside.length > 0 || isUnknownInside(material))) return false;
  return book
    .burdensOf(material)
    .every(
      ({ standard, constituent }) =>
        constituent !== undefined || ruleOf(standard, aim.category).kind !== 'prohibition',
    );
}

const isUnknownInside = ({ kind, constituents }: Material): boolean =>
  (kind === 'natural' || kind === 'animal') && constituents.length === 0;

/** Whether the model can tell what it smells of over time. */
const isModelled = ({ vapourPressure, molarMass, threshold, families, constituents }: Material): boolean =>
  families.length > 0 &&
  (constituents.length > 0 ||
    (vapourPressure !== undefined && molarMass !== undefined && threshold !== undefined));

/** From −1 to 1: the part of its smell that is asked for, less what is not, and less what it costs too much. */
function matchOf(material: Material, { profile, budget }: Aim, dearness: Dearness): number {
  const { families } = material;
  const whole = families.reduce((sum, [, weight]) => sum + weight, 0);
  if (whole === 0) return -1;
  const most = Math.max(...profile);
  let match = 0;
  for (const [family, weight] of families) {
    const wanted = (profile[FAMILIES.indexOf(family)] ?? 0) / most;
    match += ((wanted > 0 ? wanted : -1) * weight) / whole;
  }
  return match - DEAR * Math.max(0, dearness.of(material) - (levelOf(budget) ?? 0));
}

/** Dipropylene glycol, or alcohol where all has to be natural. @throws TypeError when the catalogue has neither */
function fillerOf(brief: Brief, catalogue: Catalogue): Material {
  const found = brief.constraints.natural_only ? catalogue.findCas(ETHANOL) : catalogue.find('DPG');
  if (found === undefined) throw new TypeError('the catalogue has no solvent');
  return found;
}

const conflict = (detail: string): AccordError =>
  new AccordError(fragranceErrors.FORMULA_WISHES_CONFLICT, { detail });
