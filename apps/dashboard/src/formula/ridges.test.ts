import { FAMILIES, type Family, type KeptFormula, type SmellMoment } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { placesOf } from './front-places.ts';
import { leadOf, placeOf, ridgesOf } from './ridges.ts';

const moment = (
  hours: number,
  intensity: number,
  families: Partial<Record<Family, number>>,
): SmellMoment => ({
  hours,
  intensity,
  strongest: null,
  reach_m: 0,
  families: {
    ...(Object.fromEntries(FAMILIES.map((family) => [family, 0])) as SmellMoment['families']),
    ...families,
  },
});

describe('ridges', () => {
  const moments = [
    moment(0, 60, { citrus: 0.9, woody: 0.1 }),
    moment(2, 40, { citrus: 0.2, woody: 0.79, musk: 0.01 }),
    moment(8, 20, { woody: 1 }),
  ];

  it('are by strength and not by share, those that come first first', () => {
    const ridges = ridgesOf(moments);

    expect(ridges.map(({ family }) => family)).toEqual(['citrus', 'woody']);
    expect(ridges[0]?.points[0]).toEqual([0, 1]);
    expect(ridges[1]?.peak).toBe(2);
    expect(ridges[1]?.points[2]).toEqual([1, 20 / 54]);
  });

  it('are none when nothing is smelt', () => {
    expect(ridgesOf([moment(0, 0, {}), moment(8, 0, {})])).toEqual([]);
    expect(leadOf(moment(8, 0, {}))).toBeUndefined();
  });

  it('give the opening room', () => {
    expect(placeOf(0.5, 8)).toBe(0.25);
    expect(leadOf(moments[0])).toBe('citrus');
  });
});

describe('the front', () => {
  const kept = (profile: number, cost: number): KeptFormula =>
    ({
      design: { objectives: { profile, cost } },
      report: { smell: { leading: [{ family: 'woody', share: 1 }] } },
    }) as unknown as KeptFormula;

  it('fills the picture, the wish in its corner', () => {
    expect(placesOf([kept(0.1, 0.4), kept(0.2, 0)], 'cost', 'profile')).toEqual([
      { at: 0, across: 1, up: 0.5, family: 'woody' },
      { at: 1, across: 0, up: 1, family: 'woody' },
    ]);
  });

  it('stands at the corner where an objective is met by all', () => {
    expect(placesOf([kept(0, 0)], 'cost', 'profile')).toMatchObject([{ across: 0, up: 0 }]);
  });
});
