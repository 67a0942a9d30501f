import { trimmed } from '../print/figures.ts';
import { facts, html, type Markup, page, table } from '../print/markup.ts';
import type { BatchSheet, SheetLine } from './batch-sheet.ts';
import { type SheetWords, sheetWords } from './words.ts';

/** A page to print and to weigh by, in Korean or English, with room to tick off what was weighed. */
export function batchSheetPage(sheet: BatchSheet, language: 'ko' | 'en'): string {
  const words = sheetWords(language);
  const measured = sheet.lines.some(({ millilitres, drops }) => millilitres !== null || drops !== null);
  const body = html`<h1>${words.title}</h1>
${facts([
  [words.formula, sheet.formula],
  [words.category, sheet.category],
  [words.concentrate, `${trimmed(sheet.concentrate, 6)} %`],
  [words.batches, sheet.batches],
  [words.lot, ''],
  [words.made, ''],
])}
${weighingOf(sheet, words)}
${measured ? html`<p>${words.volumes}</p>` : html``}
${table(
  words.sumProduct,
  ['', words.grams],
  [
    [words.sumConcentrate, gramsText(sheet.milligrams)],
    [words.sumCarrier, gramsText(sheet.carrier_milligrams)],
    [words.sumProduct, gramsText(sheet.product_milligrams)],
  ],
)}
${costOf(sheet, words)}
${shortOf(sheet, words)}`;
  return page(language, `${words.title} – ${sheet.formula}`, body);
}

function weighingOf({ lines }: BatchSheet, words: SheetWords): Markup {
  const columns: readonly (readonly [name: string, cell: (line: SheetLine) => string])[] = [
    [words.item, ({ item }) => item],
    ['%', ({ percent }) => trimmed(percent, 4)],
    [words.grams, ({ milligrams }) => gramsText(milligrams)],
    [words.millilitres, ({ millilitres }) => (millilitres === null ? '' : trimmed(millilitres, 3))],
    [words.drops, ({ drops }) => (drops === null ? '' : trimmed(drops, 1))],
    [words.usd, ({ usd, estimated }) => (usd === null ? '?' : `${estimated ? '≈ ' : ''}${trimmed(usd, 4)}`)],
    [words.weighed, () => '☐'],
  ];
  const used = columns.filter(([, cell]) => lines.some((line) => cell(line) !== ''));
  return table(
    words.weighIn,
    used.map(([name]) => name),
    lines.map((line) => used.map(([, cell]) => cell(line))),
  );
}

function costOf({ cost }: BatchSheet, words: SheetWords): Markup {
  const bound = cost.unpriced.length > 0 ? '≥ ' : '';
  const sign = cost.estimated.length > 0 ? words.estimate : '';
  const row = (name: string, usd: number): string[] => [name, `${bound}${trimmed(usd, 2)} US$`, sign];
  const names = (caption: string, list: readonly string[]): Markup =>
    list.length === 0 ? html`` : html`<p>${caption}: ${list.join(', ')}.</p>`;
  return html`${table(
    words.cost,
    ['', words.usd, ''],
    [
      row(words.perKg, cost.usd_per_kg),
      row(words.perBatch, cost.usd_per_batch),
      ...(cost.usd_per_bottle === null ? [] : [row(words.perBottle, cost.usd_per_bottle)]),
    ],
  )}${names(words.estimated, cost.estimated)}${names(words.unpriced, cost.unpriced)}`;
}

const shortOf = ({ short }: BatchSheet, words: SheetWords): Markup =>
  short.length === 0
    ? html``
    : table(
        words.short,
        [words.item, words.needed, words.inStock],
        short.map(({ material, grams, in_stock }) => [material, trimmed(grams, 3), trimmed(in_stock, 3)]),
      );

const gramsText = (milligrams: number): string => trimmed(milligrams / 1000, 3);
