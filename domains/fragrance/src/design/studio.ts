import type { Brief } from '@accord/contract';
import type { AllergenList } from '../law/allergens.ts';
import { assumedPrices } from '../formula/class-prices.ts';
import type { Material } from '../materials/material.ts';
import type { StockEntry } from '../materials/stock.ts';
import type { Repairer } from '../repair/index.ts';
import type { Aim } from './aim.ts';
import { noteBookOf } from './bearers.ts';
import { createDecoder, type Decoder } from './candidate.ts';
import { dearnessBy } from './dearness.ts';
import { createJudge, type Judge } from './judge.ts';
import type { DesignLaboratory } from './laboratory.ts';
import { type Palette, paletteOf } from './palette.ts';
import { checkPossible, repairersOf } from './repairers.ts';

/** Everything that is prepared once for a brief. */
export interface Studio {
  /** With those concentrates only at which the wishes can be met. */
  readonly aim: Aim;
  readonly palette: Palette;
  /** The palette and its filler: what shares are of. */
  readonly materials: readonly Material[];
  readonly decoder: Decoder;
  readonly judge: Judge;
  /** Judges roughly, in about a quarter of the time: to be held against itself only. */
  readonly draft: Judge;
  readonly allergens: AllergenList;
}

/** Tolerance of a step of the evaporation that leaves hardly more steps than moments that are looked at. */
const ROUGH = 0.5;
/** How far beyond what was asked for a formula may go in materials. */
const MOST_TIMES = 1.5;

/**
 * @param stock prices that count in place of those of the classes
 * @throws AccordError FORMULA_WISHES_CONFLICT
 */
export function openStudio(
  brief: Brief,
  wanted: Aim,
  laboratory: DesignLaboratory,
  stock: readonly StockEntry[] = [],
): Studio {
  const { catalogue, book, allergens, tables } = laboratory;
  const dearness = dearnessBy(stock, assumedPrices());
  const design = { catalogue, book, allergens, notes: noteBookOf(catalogue), dearness };
  const palette = paletteOf(brief, wanted, design);
  const all = repairersOf(brief, wanted, palette, design);
  const possible = all.map(isPossible);
  if (!possible.includes(true)) checkPossible(all[0] as Repairer);
  const aim = { ...wanted, concentrates: wanted.concentrates.filter((_, level) => possible[level]) };
  const materials = [...palette.materials, palette.filler];
  const required = new Set(palette.required.map(({ material }) => material)).size;
  const most = Math.ceil(Math.max(wanted.materials, required) * MOST_TIMES);
  return {
    aim,
    palette,
    materials,
    decoder: createDecoder(
      all.filter((_, level) => possible[level]),
      required,
      most,
    ),
    judge: createJudge(materials, aim, design, tables),
    draft: createJudge(materials, aim, design, tables, ROUGH),
    allergens,
  };
}

const isPossible = (repairer: Repairer): boolean =>
  repairer.solve(new Float64Array(repairer.components.length).fill(1)).kind === 'met';
