/** Marks an escape: DATA LINK ESCAPE, which names and tags hardly ever have. */
const ESCAPE = '\u0010';
/** Quicker than to tell pairs from halves, and true of few names. */
const MAY_NOT_BE_STORABLE = /[\0\u0010\ud800-\udfff]/;
const EACH_NOT_STORABLE = /[\0\u0010]|\p{Surrogate}/gu;

/**
 * A name or tag as every store keeps it unharmed: NUL, which ends a text in SQLite, and halves of surrogate pairs,
 * which UTF-8 cannot tell apart, become four hexadecimal digits behind an escape. No two texts give the same.
 */
export function storedText(text: string): string {
  if (!MAY_NOT_BE_STORABLE.test(text)) return text;
  return text.replace(EACH_NOT_STORABLE, (unit) => ESCAPE + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

const ESCAPED = /\u0010([0-9a-f]{4})/g;

/** The text that `storedText` was made from. */
export function textOfStored(stored: string): string {
  if (!stored.includes(ESCAPE)) return stored;
  return stored.replace(ESCAPED, (_, unit: string) => String.fromCharCode(Number.parseInt(unit, 16)));
}

/** What tells one key from every other, as one text. */
export function identityOf(tenant: string, name: string): string {
  return `${storedText(tenant)}\0${storedText(name)}`;
}
