/** A number of a curve, to four digits; very small and very large ones by powers of ten. */
export const figure = (value: number, language: string): string =>
  value.toLocaleString(language, {
    maximumSignificantDigits: 4,
    notation: value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9) ? 'scientific' : 'standard',
  });

/** A number beside an axis, where there is little room; nothing where no number belongs. */
export const shortFigure = (value: number | null, language: string): string =>
  value === null
    ? ''
    : value.toLocaleString(language, {
        maximumSignificantDigits: 3,
        notation: value !== 0 && Math.abs(value) < 1e-3 ? 'scientific' : 'compact',
      });
