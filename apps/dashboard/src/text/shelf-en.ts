import type { ShelfText } from './shelf.ts';

export const shelfEn: ShelfText = {
  title: 'My shelf',
  lead: 'Materials of your own, and what you have and pay. It is kept for you alone, and every search, check and batch is made with it.',
  count: (materials, stock) =>
    materials + stock === 0
      ? 'empty'
      : `${materials} ${materials === 1 ? 'material' : 'materials'} of your own, ${stock} in stock`,
  tables: {
    materials: {
      title: 'Materials of my own',
      lead: 'One a row. Name, kind and whether it is vegan must be there; what is left empty is unknown, never zero. Several CAS numbers, synonyms, families or constituents are separated by |, such as woody:1|musk:0.5.',
    },
    stock: {
      title: 'Stock and prices',
      lead: 'One a material and supplier: dollars for a kilogram, and grams that are there. The cheapest supplier counts. An empty cell is unknown; 0 g is none left.',
    },
  },
  upload: 'Upload CSV',
  uploadOf: (table) => `Upload CSV: ${table}`,
  download: 'Download CSV',
  template: 'Download an empty table',
  clear: 'Take all away',
  undo: 'Undo',
  empty: 'Nothing is kept yet.',
  kept: (rows) => (rows === 1 ? 'Kept: 1 row.' : `Kept: ${rows} rows.`),
  undone: 'It is as it was before.',
  ignored: (columns) => `These columns are not kept: ${columns}.`,
  rowsOf: (table) => `${table}: what is kept`,
  more: (rows) => `${rows} more rows are in the file.`,
  columns: {
    name: 'Name',
    cas: 'CAS number',
    kind: 'Kind',
    synonyms: 'Synonyms',
    vegan: 'Vegan',
    molar_mass: 'Molar mass, g/mol',
    vapour_pressure_pa: 'Vapour pressure, Pa',
    threshold_mg_m3: 'Threshold, mg/m³',
    families: 'Families',
    note: 'Note',
    price_class: 'Class of price',
    constituents: 'Constituents, %',
    material: 'Material',
    supplier: 'Supplier',
    usd_per_kg: '$ per kg',
    grams: 'Grams',
  },
};
