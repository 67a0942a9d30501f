/** Statements come with `?` for each parameter; PostgreSQL counts them. The statements are constants of the program. */
export function numbered(sql: string): string {
  let text = known.get(sql);
  if (text === undefined) {
    let count = 0;
    text = sql.replaceAll('?', () => `$${++count}`);
    remember(known, sql, text);
  }
  return text;
}

export interface Insert {
  /** Parameters of a row. */
  readonly width: number;
  /** The statement for so many rows. */
  of(rows: number): string;
}

const VALUES = /VALUES\s*\(([?,\s]+)\)/;

/** An insert of parameters alone, which can take many rows at once; undefined for any other statement. */
export function insertOf(sql: string): Insert | undefined {
  const found = VALUES.exec(sql);
  if (found === null) return undefined;
  const width = countOf(found[1] ?? '');
  if (width !== countOf(sql)) return undefined;
  const before = sql.slice(0, found.index);
  const after = sql.slice(found.index + found[0].length);
  return {
    width,
    of(rows) {
      const name = `${rows}\n${sql}`;
      let text = known.get(name);
      if (text === undefined) {
        const lists = Array.from({ length: rows }, (_, row) => listOf(row * width, width)).join(', ');
        text = `${before}VALUES ${lists}${after}`;
        remember(known, name, text);
      }
      return text;
    },
  };
}

const countOf = (text: string): number => text.split('?').length - 1;

const listOf = (from: number, width: number): string =>
  `(${Array.from({ length: width }, (_, at) => `$${from + at + 1}`).join(', ')})`;

const REMEMBERED = 500;
const known = new Map<string, string>();

function remember(texts: Map<string, string>, name: string, text: string): void {
  if (texts.size >= REMEMBERED) texts.clear();
  texts.set(name, text);
}
