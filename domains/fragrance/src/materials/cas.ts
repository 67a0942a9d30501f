/**
 * Whether a text is a CAS registry number with the right check digit: the digits before the last, counted from the right
 * with the weights 1, 2, 3 …, modulo 10 (CAS, "Check Digit Verification of CAS Registry Numbers").
 */
export function isCas(text: string): boolean {
  if (!/^\d{2,7}-\d{2}-\d$/.test(text)) return false;
  const digits = text.replaceAll('-', '');
  let sum = 0;
  for (let weight = 1; weight < digits.length; weight += 1) {
    sum += weight * Number(digits[digits.length - 1 - weight]);
  }
  return sum % 10 === Number(digits.at(-1));
}

/** CAS numbers of a cell that are separated by `|`. @throws TypeError for one that is none */
export function casNumbers(cell: string): string[] {
  const numbers = cell.split('|').filter((number) => number !== '');
  for (const number of numbers) if (!isCas(number)) throw new TypeError(`${number} is no CAS number`);
  return numbers;
}
