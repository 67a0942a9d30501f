import { describe, expect, it } from 'vitest';
import { aimOf } from '../design/aim.ts';
import { noteBookOf } from '../design/bearers.ts';
import { dearnessBy } from '../design/dearness.ts';
import { designFormulas } from '../design/design.ts';
import { paletteOf } from '../design/palette.ts';
import { assumedPrices } from '../formula/class-prices.ts';
import { openLaboratory } from '../report/laboratory.ts';
import { readBrief } from '../testing.ts';
import { ownLaboratories } from './own-laboratory.ts';
import type { StoredShelf } from './shelf-table.ts';
import { EMPTY_TABLES, rewritten } from './written-tables.ts';

const shipped = openLaboratory();
const own = ownLaboratories(shipped);

const shelf = (key: string, tables: Partial<StoredShelf>): StoredShelf => ({
  ...EMPTY_TABLES,
  revision: 1,
  key,
  keptAt: 0,
  ...tables,
});

const MATERIALS =
  'name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa,threshold_mg_m3,families,note,price_class\n' +
  'Moon musk,,synthetic,,yes,258.4,0.01,0.001,musk:1,base,entry\n';

describe('a laboratory of one’s own', () => {
  it('is the one that ships where nothing is kept', () => {
    expect(own(undefined)).toEqual({ laboratory: shipped(), stock: [] });
    expect(own(shelf('empty', {})).laboratory).toBe(shipped());
    const headers = rewritten(EMPTY_TABLES, 'stock', { rows: [] }, shipped().catalogue);
    expect(own(shelf('headers', headers))).toEqual({ laboratory: shipped(), stock: [] });
  });

  it('has its materials among those that a search may use', () => {
    const { laboratory } = own(shelf('musk', { materials: MATERIALS }));
    const brief = readBrief('A clean musk scent');
    const aim = aimOf(brief, 'EDP', laboratory.catalogue.materials);
    const palette = paletteOf(brief, aim, {
      ...laboratory,
      notes: noteBookOf(laboratory.catalogue),
      dearness: dearnessBy([], assumedPrices()),
    });

    expect(palette.materials.map(({ name }) => name)).toContain('Moon musk');
    expect(shipped().catalogue.find('Moon musk')).toBeUndefined();
  });

  it.each(['ga', 'nsga2', 'ppo'] as const)(
    'finds formulas by %s that its own law passes',
    async (algorithm) => {
      const { laboratory, stock } = own(
        shelf('stocked', {
          materials: MATERIALS,
          stock: 'material,supplier,usd_per_kg,grams\nMoon musk,,80,\n',
        }),
      );
      const brief = readBrief('A moon musk scent');
      const { formulas } = await designFormulas({ brief, algorithm, preset: 'fast', stock }, laboratory);

      expect(formulas.length).toBeGreaterThan(0);
      for (const { law, cost } of formulas) {
        expect(law.passes).toBe(true);
        expect(cost.estimated.map(({ name }) => name)).not.toContain('Moon musk');
      }
      const items = new Set(formulas.flatMap(({ formula }) => formula.lines.map(({ item }) => item)));
      if (algorithm === 'nsga2') expect(items).toContain('Moon musk');
    },
  );

  it('stays open for who asks again, by what the shelf holds', () => {
    const first = own(shelf('a', { materials: MATERIALS }));
    expect(own(shelf('a', { materials: MATERIALS }))).toBe(first);
    for (const key of ['b', 'c', 'd', 'e']) own(shelf(key, { materials: MATERIALS }));
    expect(own(shelf('a', { materials: MATERIALS }))).not.toBe(first);
  });

  it('says which row it cannot read any more', () => {
    const stock = 'material,supplier,usd_per_kg,grams\nGone with a release,,1,\n';
    expect(() => own(shelf('gone', { stock }))).toThrow(
      expect.objectContaining({
        code: 'MATERIALS_INVALID',
        field: 'stock',
        message: 'row 2, Gone with a release: there is no such material',
      }),
    );
  });
});
