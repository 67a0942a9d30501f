import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choice, defineKnobs, flag, integer, leavesOf, number, perVariant, text } from './declaration.ts';
import { type ResolvedKnobs, resolveKnobs } from './resolve.ts';

const ovenKnobs = defineKnobs('kitchen.oven', {
  degrees: integer({ default: 180, range: [50, 300], unit: '°C', effect: 'Hotter.', scope: 'process' }),
  share: number({ default: 0.5, range: [0, 1], unit: '1', effect: 'More.', scope: 'request' }),
  minutes: perVariant({
    default: 20,
    variants: { bread: 40, cake: 30 },
    range: [1, 90],
    unit: 'min',
    integer: false,
    effect: 'Longer.',
    scope: 'request',
  }),
  heat: choice({ default: 'top', choices: ['top', 'bottom'], effect: 'Where.', scope: 'process' }),
  fan: flag({ default: false, effect: 'Blows.', scope: 'process' }),
  label: text({ default: '', maxLength: 5, effect: 'Shown.', scope: 'process' }),
  code: text({ default: '', maxLength: 5, secret: true, effect: 'Locks.', scope: 'process' }),
});
const tapKnobs = defineKnobs('kitchen.tap', {
  litres: number({ default: 2, range: [0, 9], unit: 'l', effect: 'Wetter.', scope: 'process' }),
});

const resolve = (...layers: Readonly<Record<string, unknown>>[]): ResolvedKnobs =>
  resolveKnobs(
    [ovenKnobs, tapKnobs],
    layers.map((values, index) => ({ origin: `layer ${index}`, values: new Map(Object.entries(values)) })),
  );
const set = (name: string, value: unknown) => resolve({ [`kitchen.oven.${name}`]: value });
const refusal = (code: string, field: string, detail: RegExp) =>
  expect.objectContaining({ code, field, message: expect.stringMatching(detail) });

describe('resolveKnobs', () => {
  it('starts from the defaults', () => {
    expect(resolve().of(ovenKnobs)).toEqual({
      degrees: 180,
      share: 0.5,
      minutes: { bread: 40, cake: 30 },
      heat: 'top',
      fan: false,
      label: '',
      code: '',
    });
    expect(resolve().entries.every(({ origin }) => origin === 'default')).toBe(true);
  });

  it('lets later layers win, and says where each value came from', () => {
    const knobs = resolve(
      { 'kitchen.oven.degrees': 200, 'kitchen.tap.litres': 3 },
      { 'kitchen.oven.degrees': 220 },
    );
    expect([knobs.of(ovenKnobs).degrees, knobs.of(tapKnobs).litres]).toEqual([220, 3]);
    const origins = new Map(knobs.entries.map(({ leaf, origin }) => [leaf.name, origin]));
    expect(origins.get('kitchen.oven.degrees')).toBe('layer 1');
    expect(origins.get('kitchen.tap.litres')).toBe('layer 0');
    expect(origins.get('kitchen.oven.fan')).toBe('default');
  });

  it('sets one variant and leaves the others', () => {
    expect(set('minutes.cake', 35).of(ovenKnobs).minutes).toEqual({ bread: 40, cake: 35 });
  });

  it.each([
    ['degrees', 50, 50],
    ['degrees', 300, 300],
    ['degrees', '250', 250],
    ['share', '0.25', 0.25],
    ['fan', true, true],
    ['fan', 'true', true],
    ['fan', 'false', false],
    ['heat', 'bottom', 'bottom'],
    ['label', 'hello', 'hello'],
    ['label', '', ''],
  ] as const)('takes %s from %j', (name, raw, value) => {
    expect(set(name, raw).of(ovenKnobs)[name]).toBe(value);
  });

  it.each([
    ['degrees', 49, /a whole number from 50 to 300 \(°C\), not 49/],
    ['degrees', 301, /not 301/],
    ['degrees', 180.5, /a whole number/],
    ['degrees', '', /not ""/],
    ['degrees', 'hot', /not "hot"/],
    ['degrees', null, /not null/],
    ['degrees', true, /not true/],
    ['degrees', Number.NaN, /a whole number/],
    ['share', 1.01, /a number from 0 to 1/],
    ['minutes.cake', 0, /a number from 1 to 90/],
    ['heat', 'left', /one of top, bottom, not "left"/],
    ['heat', 1, /one of top, bottom/],
    ['fan', 'yes', /true or false, not "yes"/],
    ['fan', 1, /true or false/],
    ['label', 'longer', /text of at most 5 characters/],
    ['label', 5, /text of at most 5 characters/],
  ])('refuses %s from %j', (name, raw, detail) => {
    const field = `kitchen.oven.${name}`;
    expect(() => set(name, raw)).toThrow(refusal('KNOB_INVALID', field, detail));
    expect(() => set(name, raw)).toThrow(/layer 0/);
  });

  it('never prints a secret', () => {
    expect(() => set('code', 'hunter2')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  it('refuses a name that no set declares, and names the nearest', () => {
    expect(() => set('degres', 1)).toThrow(
      refusal('KNOB_UNKNOWN', 'kitchen.oven.degres', /not a setting; did you mean kitchen\.oven\.degrees\?/),
    );
    expect(() => resolve({ nonsense: 1 })).toThrow(refusal('KNOB_UNKNOWN', 'nonsense', /is not a setting$/));
    expect(() => set('minutes', 5)).toThrow(refusal('KNOB_UNKNOWN', 'kitchen.oven.minutes', /not a setting/));
  });

  it('gives no values of a set that was not resolved', () => {
    const knobs = resolveKnobs([tapKnobs], []);
    expect(() => knobs.of(ovenKnobs)).toThrow('the knob set kitchen.oven was not resolved');
  });

  it('takes a number as it stands, or as its text', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(set('share', share).of(ovenKnobs).share).toBe(share);
        expect(set('share', String(share)).of(ovenKnobs).share).toBe(share);
      }),
    );
  });

  it('takes nothing out of range', () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        let degrees: number;
        try {
          degrees = set('degrees', raw).of(ovenKnobs).degrees;
        } catch (error) {
          expect(error).toMatchObject({ code: 'KNOB_INVALID' });
          return;
        }
        expect(Number.isInteger(degrees) && degrees >= 50 && degrees <= 300).toBe(true);
      }),
    );
  });
});

describe('leavesOf', () => {
  it('names each settable value once', () => {
    expect(leavesOf(ovenKnobs).map((leaf) => [leaf.name, leaf.default])).toEqual([
      ['kitchen.oven.degrees', 180],
      ['kitchen.oven.share', 0.5],
      ['kitchen.oven.minutes.bread', 40],
      ['kitchen.oven.minutes.cake', 30],
      ['kitchen.oven.heat', 'top'],
      ['kitchen.oven.fan', false],
      ['kitchen.oven.label', ''],
      ['kitchen.oven.code', ''],
    ]);
  });
});
