import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

type Theme = 'light' | 'dark';
const colours = new Map<string, Record<Theme, string>>(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: Theme, front: string, back: string): number {
  const [a = '', b = ''] = [front, back].map((name) => colours.get(name)?.[theme] ?? '');
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((left, right) => right - left);
  return (high + 0.05) / (low + 0.05);
}

const families = [...colours.keys()].filter((name) => name.endsWith('-deep'));
const words: [string, string][] = [
  ...['ink', 'ink-soft', 'ink-muted', 'focus', 'caution', 'fault', ...families].flatMap(
    (name): [string, string][] => [
      [name, 'paper'],
      [name, 'surface'],
    ],
  ),
  ['ink', 'tint'],
  ['ink-muted', 'tint'],
  ['paper', 'ink'],
  ['caution', 'caution-tint'],
  ['ink', 'caution-tint'],
  ['ink-soft', 'caution-tint'],
  ['fault', 'fault-tint'],
  ['ink', 'fault-tint'],
  ['ink-soft', 'fault-tint'],
];
const lines: [string, string][] = [
  ['rule-strong', 'paper'],
  ['rule-strong', 'surface'],
  ['focus', 'paper'],
];

describe.each(['light', 'dark'] as const)('%s palette', (theme) => {
  it('has a deep tone for each of the twelve families', () => {
    expect(families).toHaveLength(12);
  });
  it.each(words)('%s on %s is legible', (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(lines)('%s on %s is visible', (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(3);
  });
});
