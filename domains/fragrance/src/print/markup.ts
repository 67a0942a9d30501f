/** HTML that is safe to put into a page: made by {@link html} only. */
export interface Markup {
  readonly html: string;
}

type Part = Markup | string | number | readonly Markup[];

/** A template whose values are escaped, but for markup. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let whole = texts[0] ?? '';
  parts.forEach((part, at) => {
    whole += textOf(part) + (texts[at + 1] ?? '');
  });
  return { html: whole };
}

function textOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);

type Cell = string | number;

/** A table with its caption; columns of numbers are set right. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly Cell[])[]): Markup {
  const numbers = head.map((_, column) => {
    const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.every(isNumber);
  });
  const classOf = (column: number): string => (numbers[column] === true ? 'number' : 'text');
  const heads = head.map((name, column) => html`<th scope="col" class="${classOf(column)}">${name}</th>`);
  const lines = rows.map(
    (row) => html`<tr>${row.map((cell, column) => html`<td class="${classOf(column)}">${cell}</td>`)}</tr>`,
  );
  return html`<table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table>`;
}

const isNumber = (cell: Cell): boolean =>
  typeof cell === 'number' || cell === '?' || /^(?:[≈≥] )*\d[\d.]*(?: US\$)?$/.test(cell);

/** What is said of the whole, by name. */
export const facts = (pairs: readonly (readonly [name: string, value: Cell])[]): Markup =>
  html`<dl>${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

const STYLE = `
@page { size: A4; margin: 18mm; }
:root { color-scheme: light; }
body { font: 10.5pt/1.45 system-ui, "Noto Sans KR", sans-serif; color: #111; background: #fff; max-width: 180mm; margin: 0 auto; padding: 8mm; }
h1 { font-size: 17pt; margin: 0 0 2mm; }
h2 { font-size: 12.5pt; margin: 7mm 0 2mm; break-after: avoid; }
table { border-collapse: collapse; width: 100%; margin: 0 0 3mm; }
caption { text-align: left; font-weight: 600; padding: 1mm 0; }
th, td { border-bottom: 0.3mm solid #999; padding: 1mm 2mm; vertical-align: top; }
.text { text-align: left; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr { break-inside: avoid; }
dl { margin: 0 0 3mm; display: grid; grid-template-columns: repeat(2, 1fr); gap: 1mm 6mm; }
dl div { display: flex; gap: 2mm; border-bottom: 0.3mm solid #999; padding: 1mm 0; }
dt { font-weight: 600; }
dd { margin: 0; }
.box { border: 0.4mm solid #111; padding: 2mm 3mm; margin: 0 0 3mm; }
@media print { body { padding: 0; max-width: none; } }
`;

/** A page that stands by itself: no script, nothing loaded. */
export function page(language: 'ko' | 'en', title: string, body: Markup): string {
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;
  return `<!doctype html>\n<html lang="${language}"><head>${head.html}<style>${STYLE}</style></head><body>${body.html}</body></html>\n`;
}
