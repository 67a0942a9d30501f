/** Three figures at most, and never a bare zero for something that took time. */
export function milliseconds(value: number): string {
  if (value === 0) return '0 ms';
  if (value < 0.01) return '< 0.01 ms';
  if (value < 10) return `${value.toFixed(2)} ms`;
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;
}
