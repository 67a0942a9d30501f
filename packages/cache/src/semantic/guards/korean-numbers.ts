import { KOREAN, isTail } from './korean-words.ts';
import { quantity } from './numbers.ts';

const SINO: Readonly<Record<string, number>> = {
  영: 0,
  공: 0,
  일: 1,
  이: 2,
  삼: 3,
  사: 4,
  오: 5,
  육: 6,
  륙: 6,
  칠: 7,
  팔: 8,
  구: 9,
};
const PLACES: Readonly<Record<string, number>> = { 십: 10, 백: 100, 천: 1000 };
const GROUPS: Readonly<Record<string, number>> = { 만: 10_000, 억: 100_000_000, 조: 1_000_000_000_000 };
const NATIVE = valuesByForm('number');
const UNITS = valuesByForm('unit');
const COUNTERS = new Set(KOREAN.list('counter').get('-'));
const LONGEST = 5;

function valuesByForm(kind: string): ReadonlyMap<string, string> {
  const entries = [...KOREAN.list(kind)];
  return new Map(entries.flatMap(([value, forms]) => forms.map((form) => [form, value] as const)));
}

export interface KoreanNumber {
  readonly value: string;
  /** Of the word that was given, how much belongs to the number. */
  readonly tail: string;
  /** The next word, as far as it was the unit, is part of it. */
  readonly tookNext: boolean;
}

interface UnitRead {
  readonly unit: string;
  readonly rest: string;
}

/** A counter or unit at the beginning of a word, with nothing behind it but particles. */
function unitAt(text: string): UnitRead | undefined {
  for (let length = Math.min(LONGEST, text.length); length > 0; length--) {
    const word = text.slice(0, length);
    const rest = text.slice(length);
    const unit = UNITS.get(word) ?? (COUNTERS.has(word) ? word : undefined);
    if (unit !== undefined && (rest === '' || isTail(rest) || FOLLOWS.has(rest))) return { unit, rest };
  }
  return undefined;
}

/** What may stand behind a counter in one word. */
const FOLLOWS = new Set([
  '짜리',
  '쯤',
  '정도',
  '간',
  '동안',
  '이상',
  '이하',
  '초과',
  '미만',
  '전',
  '후',
  '째',
  '이면',
  '면',
  '마다',
  '쯤에',
  '에서',
  '뒤',
  '입니다',
]);

/** Digits with the Hangul behind them: 10만 원, 3월, 401은. `next` is the word after. */
export function numberWithHangul(digits: string, behind: string, next: string): KoreanNumber {
  let factor = 1;
  let rest = behind;
  const group = GROUPS[rest[0] ?? ''] ?? PLACES[rest[0] ?? ''];
  if (
    group !== undefined &&
    (rest.length === 1 || unitAt(rest.slice(1)) !== undefined || isTail(rest.slice(1)))
  ) {
    factor = group;
    rest = rest.slice(1);
  }
  if (rest === '') {
    const following = unitAt(next);
    if (following === undefined)
      return { value: quantity(digits, undefined, factor), tail: '', tookNext: false };
    return { value: quantity(digits, following.unit, factor), tail: following.rest, tookNext: true };
  }
  const own = unitAt(rest);
  if (own === undefined) return { value: quantity(digits, undefined, factor), tail: rest, tookNext: false };
  return { value: quantity(digits, own.unit, factor), tail: own.rest, tookNext: false };
}

/** A number in Hangul: 두 개, 세 번째, 백만 원, 천원. */
export function numberInHangul(word: string, next: string): KoreanNumber | undefined {
  const native = NATIVE.get(word);
  if (native !== undefined) {
    const following = unitAt(next);
    if (following !== undefined)
      return { value: quantity(native, following.unit), tail: following.rest, tookNext: true };
    return STANDS_ALONE.has(word) ? { value: native, tail: '', tookNext: false } : undefined;
  }
  if (STANDS_ALONE.has(word.slice(0, 2)) && word[2] !== '요' && isTail(word.slice(2)))
    return { value: NATIVE.get(word.slice(0, 2)) ?? '', tail: word.slice(2), tookNext: false };
  let length = 0;
  while (length < word.length && isSino(word[length] ?? '')) length += 1;
  if (length === 0) return undefined;
  for (; length > 0; length--) {
    const own = length < word.length ? unitAt(word.slice(length)) : unitAt(next);
    if (own === undefined) continue;
    return {
      value: quantity(String(sino(word.slice(0, length))), own.unit),
      tail: own.rest,
      tookNext: length === word.length,
    };
  }
  return undefined;
}

const STANDS_ALONE = new Set(['하나', '다섯', '여섯', '일곱', '여덟', '아홉', '둘', '셋', '넷']);
const isSino = (letter: string): boolean => letter in SINO || letter in PLACES || letter in GROUPS;

function sino(text: string): number {
  let total = 0;
  let group = 0;
  let digit: number | undefined;
  for (const letter of text) {
    const place = PLACES[letter];
    const scale = GROUPS[letter];
    if (place !== undefined) {
      group += (digit ?? 1) * place;
      digit = undefined;
    } else if (scale !== undefined) {
      total += (group + (digit ?? 0) || 1) * scale;
      group = 0;
      digit = undefined;
    } else digit = (digit ?? 0) * 10 + (SINO[letter] ?? 0);
  }
  return total + group + (digit ?? 0);
}
