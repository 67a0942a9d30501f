import { describe, expect, it } from 'vitest';
import { AccordError, defineErrors } from './errors.ts';

const errors = defineErrors({
  KETTLE_DRY: { status: 503, title: 'The kettle is dry', remedy: 'Fill it.' },
  KETTLE_COLD: { status: 409, title: 'The kettle is cold', remedy: 'Wait.' },
});

describe('defineErrors', () => {
  it('gives each kind its code', () => {
    expect(errors.KETTLE_DRY).toEqual({
      code: 'KETTLE_DRY',
      status: 503,
      title: 'The kettle is dry',
      remedy: 'Fill it.',
    });
    expect(Object.keys(errors)).toEqual(['KETTLE_DRY', 'KETTLE_COLD']);
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(errors)).toBe(true);
  });
});

describe('AccordError', () => {
  it('says the title when there is no more to say', () => {
    const error = new AccordError(errors.KETTLE_DRY);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'AccordError', code: 'KETTLE_DRY', message: 'The kettle is dry' });
    expect([error.field, error.retryAfterSeconds]).toEqual([undefined, undefined]);
    expect(error).not.toHaveProperty('cause');
  });

  it('carries what happened this time', () => {
    const cause = new RangeError('no water');
    const error = new AccordError(errors.KETTLE_COLD, {
      detail: 'It is at 20 °C',
      field: 'kettle.temperature',
      retryAfterSeconds: 3,
      cause,
    });
    expect(error.message).toBe('It is at 20 °C');
    expect(error.kind).toBe(errors.KETTLE_COLD);
    expect([error.field, error.retryAfterSeconds, error.cause]).toEqual(['kettle.temperature', 3, cause]);
  });
});
