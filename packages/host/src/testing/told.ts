import type { Meta, Reason } from '@accord/contract';
import { expect } from 'vitest';
import type { House } from './house.ts';

export function reasonOf({ reasons }: Meta, code: string): Reason {
  const found = reasons.find((reason) => reason.code === code);
  if (found === undefined)
    throw new TypeError(`no ${code} in ${reasons.map((reason) => reason.code).join(', ')}`);
  return found;
}

export const pathOf = ({ reasons }: Meta): readonly string[] =>
  reasons.map(({ code, outcome }) => `${code} ${outcome}`);

/** What is said is whole words without holes, and what was recorded is what the caller was told. */
export function expectTold({ accord }: House, meta: Meta): void {
  for (const { message } of meta.reasons) {
    expect(message).toMatch(/^\S+ \S+/);
    expect(message).not.toMatch(/undefined|NaN|Infinity|\[object|\s{2}/);
  }
  const decision = accord.decisions.find(meta.id);
  expect(decision).toMatchObject({ id: meta.id, outcome: 'ok', meta: { reasons: meta.reasons } });
  expect(decision).toMatchObject({
    steps: expect.arrayContaining([expect.objectContaining({ step: 'plan' })]),
  });
}
