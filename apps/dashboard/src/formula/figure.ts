/** Three figures at most, as a person would write them. */
export const figure = (value: number): string => String(Number(value.toPrecision(3)));
