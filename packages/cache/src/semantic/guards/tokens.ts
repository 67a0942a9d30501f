import type { Words } from './refusal.ts';

export type TokenKind = 'latin' | 'hangul' | 'number' | 'exact' | 'symbol' | 'break' | 'other';

export interface Token extends Words {
  readonly kind: TokenKind;
  /** In lower case, compatibility forms folded, without what cannot be seen. */
  readonly text: string;
  /** Nothing stands between this token and the one before. */
  readonly joined: boolean;
  /** Begins with a capital letter that no sentence asks for. */
  readonly capital: boolean;
}

/** More words than any question needs; what is longer is never held to be the same. */
export const MAX_TOKENS = 400;

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const PLAIN = /^[\n\r\t\u0020-\u007e\uac00-\ud7a3]*$/;

interface Folded {
  readonly text: string;
  /** Where each code unit of the folded text came from; undefined where nothing moved. */
  readonly origin: readonly number[] | undefined;
}

/** Compatibility forms and what cannot be seen, folded away. Linear. */
function fold(raw: string): Folded {
  if (PLAIN.test(raw)) return { text: raw, origin: undefined };
  const origin: number[] = [];
  let text = '';
  // A cluster is a character with the combining marks behind it, of which normalization makes one.
  for (const { 0: cluster, index } of raw.matchAll(/[\u1100-\u11ff]+|.\p{M}{0,8}/gsu)) {
    const folded = cluster.replace(INVISIBLE, '').normalize('NFKC');
    text += folded;
    for (let unit = 0; unit < folded.length; unit++) origin.push(index);
  }
  origin.push(raw.length);
  return {
    text: text.replace(/[‘’‛`´ʼ]/g, (mark) => (mark === '`' ? '`' : "'")).replace(/[“”„«»「」『』]/g, '"'),
    origin,
  };
}

const TOKEN =
  /(?<exact>https?:\/\/[^\s"'<>()]*[^\s"'<>().,!?;:가-힣]|[a-z0-9][\w.+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}|www\.[a-z0-9./_-]*[a-z0-9/])|(?<number>\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:[.:]\d+)*)|(?<latin>[\p{Script=Latin}][\p{Script=Latin}\p{M}\d]*(?:['._][\p{Script=Latin}\d]+)*(?:\+\+|#)?)|(?<hangul>[\u1100-\u11ff\u3131-\u318e가-힣]+)|(?<other>[\p{L}\p{M}\p{N}]+)|(?<gap>[ \t\f\v\u00a0\u2000-\u200a\u3000]+)|(?<break>[\n\r.!?;,:()[\]{}…。、]+)|(?<symbol>["'`~_|\\•·-]+|[^\s])/gu;

/** Parts a text into words, numbers and marks. Stops after MAX_TOKENS, with `cut` true. */
export function tokensOf(raw: string): {
  tokens: Token[];
  folded: string;
  cut: boolean;
  at: (index: number) => number;
} {
  const { text, origin } = fold(raw);
  const at = (index: number): number => (origin === undefined ? index : (origin[index] ?? raw.length));
  const lower = text.toLowerCase();
  // Lower case may be longer for a handful of letters; then capitals are not looked at.
  const aligned = lower.length === text.length;
  const tokens: Token[] = [];
  let starts = true;
  let joined = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(lower); match !== null; match = TOKEN.exec(lower)) {
    const start = match.index;
    const groups = match.groups ?? {};
    const kind = kindOf(groups);
    if (kind === undefined) {
      joined = false;
      continue;
    }
    if (tokens.length >= MAX_TOKENS) return { tokens, folded: lower, cut: true, at };
    const end = start + match[0].length;
    const capital = !starts && aligned && kind === 'latin' && text[start] !== lower[start];
    tokens.push({ kind, text: match[0], start: at(start), end: at(end), joined, capital });
    if (kind === 'break') starts = /[.!?\n]/.test(match[0]);
    else if (kind !== 'symbol') starts = false;
    joined = true;
  }
  return { tokens, folded: lower, cut: false, at };
}

function kindOf(groups: Record<string, string | undefined>): TokenKind | undefined {
  if (groups['gap'] !== undefined) return undefined;
  if (groups['latin'] !== undefined) return 'latin';
  if (groups['hangul'] !== undefined) return 'hangul';
  if (groups['break'] !== undefined) return 'break';
  if (groups['number'] !== undefined) return 'number';
  if (groups['exact'] !== undefined) return 'exact';
  if (groups['symbol'] !== undefined) return 'symbol';
  return 'other';
}

/** A picture, a mark of programming or of arithmetic says something; the rest is punctuation. `beside`: a number stands next to it. */
export function saysSomething(symbol: string, beside: boolean): boolean {
  if (/^[#%*^=<>|$~@\\]+$/.test(symbol) || /\p{Extended_Pictographic}/u.test(symbol)) return true;
  return beside && /^[-+/×÷±&]$/.test(symbol);
}
