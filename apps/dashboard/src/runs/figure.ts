/** A number of a curve, to four digits; very small and very large ones by powers of ten. */
export const figure = (value: number, language: string): string =>
  value.toLocaleString(language, {
    maximumSignificantDigits: 4,
    notation: value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9) ? 'scientific' : 'standard',
  });
