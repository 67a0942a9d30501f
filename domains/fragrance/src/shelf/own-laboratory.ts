import type { DesignLaboratory } from '../design/index.ts';
import { type StockEntry, parseStock } from '../materials/stock.ts';
import { parseUserMaterials } from '../materials/user-materials.ts';
import { createNose } from '../smell/smell.ts';
import type { StoredShelf } from './shelf-table.ts';

/** What formulas of a tenant are judged with: the tables that ship, and what the tenant keeps. */
export interface OwnLaboratory {
  readonly laboratory: DesignLaboratory;
  readonly stock: readonly StockEntry[];
}

/** Few enough to hold beside each other: one of ten thousand materials takes some tens of megabytes. */
const MOST_OPEN = 4;

/**
 * The laboratory of whoever has a shelf. The last few stay open, since reading a long table takes longer than to judge a formula.
 *
 * @throws AccordError MATERIALS_INVALID where the shelf names what the product has no longer
 */
export function ownLaboratories(
  shipped: () => DesignLaboratory,
): (shelf: StoredShelf | undefined) => OwnLaboratory {
  const open = new Map<string, OwnLaboratory>();
  return (shelf) => {
    if (shelf === undefined) return { laboratory: shipped(), stock: [] };
    const own = open.get(shelf.key) ?? openOwn(shelf, shipped());
    open.delete(shelf.key);
    open.set(shelf.key, own);
    const [oldest] = open.keys();
    if (open.size > MOST_OPEN && oldest !== undefined) open.delete(oldest);
    return own;
  };
}

function openOwn({ materials, stock }: StoredShelf, shipped: DesignLaboratory): OwnLaboratory {
  const laboratory = materials === '' ? shipped : withMaterials(shipped, materials);
  return { laboratory, stock: stock === '' ? [] : parseStock(stock, laboratory.catalogue, 'stock') };
}

/** The laboratory with materials of a person. @throws AccordError MATERIALS_INVALID */
export function withMaterials(shipped: DesignLaboratory, csv: string): DesignLaboratory {
  const own = parseUserMaterials(csv, shipped.catalogue);
  if (own.length === 0) return shipped;
  const catalogue = shipped.catalogue.with(own);
  return { ...shipped, catalogue, nose: createNose(catalogue, shipped.tables) };
}
