/**
 * Comma-separated values as RFC 4180 has them: quoted cells may hold commas, quotes and line breaks. Tables that ship
 * with the product and tables that people bring are read by the same code.
 */

/** More than any table of materials, and few enough to be read at once. */
const MAX_CHARACTERS = 4_000_000;

/** The apostrophe that keeps a spreadsheet from running a cell; see {@link csvText}. */
const GUARD = /^'(?=[=+@\t]|-(?![\d.]))/;

export type CsvRow<Column extends string> = Readonly<Record<Column, string>>;

/**
 * Cells by row. Blank lines are left out; a byte order mark is passed over, and so is the apostrophe that {@link csvText} puts
 * before what a spreadsheet would run.
 *
 * @throws RangeError for a quote that is never closed, or a text of more than 4 million characters
 */
export function parseCsv(text: string, separator = ','): string[][] {
  if (text.length > MAX_CHARACTERS)
    throw new RangeError(`the table has more than ${MAX_CHARACTERS} characters`);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.codePointAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quoted(text, at) : plain(text, at, separator);
    row.push(cell.value.replace(GUARD, ''));
    at = cell.end;
    if (text[at] === separator) {
      at += 1;
      if (at < text.length && text[at] !== '\n' && text[at] !== '\r') continue;
      row.push('');
    }
    while (text[at] === '\r' || text[at] === '\n') at += 1;
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  }
  return rows;
}

interface Cell {
  readonly value: string;
  readonly end: number;
}

function plain(text: string, start: number, separator: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(start, end).trim(), end };
}

function quoted(text: string, start: number): Cell {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) throw new RangeError(`the quote at character ${start + 1} is never closed`);
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

const SEPARATORS = [',', ';', '\t'] as const;

/**
 * What separates the cells of a table whose header has all of these columns: where decimals have a comma, spreadsheets write a
 * semicolon. The comma where no separator gives such a header.
 */
export function separatorIn(text: string, columns: readonly string[]): string {
  const [header = ''] = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split(/[\r\n]/, 1);
  const found = SEPARATORS.find((separator) => {
    const [cells = []] = parseCsv(header, separator);
    return columns.every((column) => cells.includes(column));
  });
  return found ?? ',';
}

/**
 * Rows by the names of their columns. An optional column that is not there is empty in every row.
 *
 * @throws TypeError, naming the table, for a header that lacks one of `columns`
 */
export function csvRows<const Column extends string, const Optional extends string = never>(
  name: string,
  text: string,
  columns: readonly Column[],
  optional: readonly Optional[] = [],
): CsvRow<Column | Optional>[] {
  const [header = [], ...rows] = parseCsv(text, separatorIn(text, columns));
  const places = [...columns, ...optional].map((column, at) => {
    const place = header.indexOf(column);
    if (place === -1 && at < columns.length) throw new TypeError(`${name}: no column ${column}`);
    return [column, place] as const;
  });
  return rows.map(
    (row) =>
      Object.fromEntries(places.map(([column, place]) => [column, row[place] ?? ''])) as CsvRow<
        Column | Optional
      >,
  );
}

/** Rows as a table with a header. What a spreadsheet would run as a formula is written behind an apostrophe. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\n`).join('');
}

function cellText(value: string): string {
  const safe = /^[=+@\t]|^-(?![\d.])/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
