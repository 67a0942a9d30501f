import { describe, expect, it } from 'vitest';
import {
  BRIEF_TEXT_LIMIT,
  type Brief,
  briefReplySchema,
  briefRequestSchema,
  briefSchema,
  FAMILIES,
  type NotesPreference,
} from './brief.ts';
import { decisionSchema } from './decision.ts';
import { MOODS } from './moods.ts';
import { problemSchema } from './problem.ts';

const brief: Brief = {
  language: 'en',
  style: 'woody',
  notes_preference: Object.fromEntries(FAMILIES.map((family) => [family, 0.1])) as NotesPreference,
  notes: { required: [], excluded: [] },
  intensity: 0.5,
  complexity: 0.5,
  product_category: 'EDP',
  target_profile: 'daily_fresh',
  mood: [],
  season: [],
  budget_tier: 'mid',
  constraints: { allergen_free: false, vegan: false, natural_only: false, max_allergens_ppm: 1000 },
  creative_hints: [],
  hints_source: 'none',
  warnings: [{ code: 'contradiction', message: 'Both.' }],
  evidence: [{ field: 'style', value: 'woody', start: 0, end: 5 }],
  inferred: [],
};
const meta = {
  id: 'an id',
  task: 'fragrance.brief',
  mode_asked: 'fast',
  mode_used: 'fast',
  reliability: 'normal',
  reasons: [],
  cache: { outcome: 'bypassed', reason: 'disabled' },
  engines: [],
  tokens: { input: 0, output: 0 },
  cost_usd: '0',
  timings_ms: { total: 1 },
};

/** Paths of the fields at fault; empty when nothing is. */
const faults = (
  schema: { safeParse: (value: unknown) => { error?: { issues: { path: PropertyKey[] }[] } | undefined } },
  value: unknown,
) => schema.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('a request for a brief', () => {
  it.each([
    { text: 'x' },
    { text: 'x', mode: 'creative', language: 'ko' },
    { text: 'x'.repeat(BRIEF_TEXT_LIMIT) },
    { text: '향'.repeat(BRIEF_TEXT_LIMIT) },
    { text: '🌹'.repeat(BRIEF_TEXT_LIMIT) },
    { text: '\ud800' },
  ])('is taken: %#', (request) => {
    expect(faults(briefRequestSchema, request)).toEqual([]);
  });

  it.each([
    ['no text', {}, 'text'],
    ['an empty text', { text: '' }, 'text'],
    ['a blank text', { text: ' \n\t\u3000' }, 'text'],
    ['a text too long', { text: 'x'.repeat(BRIEF_TEXT_LIMIT + 1) }, 'text'],
    ['an emoji too many', { text: '🌹'.repeat(BRIEF_TEXT_LIMIT + 1) }, 'text'],
    ['a number', { text: 5 }, 'text'],
    ['nothing', { text: null }, 'text'],
    ['an unknown mode', { text: 'x', mode: 'slow' }, 'mode'],
    ['an unknown language', { text: 'x', language: 'fr' }, 'language'],
    ['an unknown field', { text: 'x', tone: 'warm' }, ''],
    ['a list', [], ''],
    ['text by itself', 'x', ''],
  ])('is refused with %s', (_, request, field) => {
    expect(faults(briefRequestSchema, request)).toEqual([field]);
  });
});

describe('a brief', () => {
  it('is taken whole', () => {
    expect(faults(briefSchema, brief)).toEqual([]);
    expect(faults(briefReplySchema, { brief, meta })).toEqual([]);
  });

  it.each([
    ['style', { style: 'metallic' }],
    ['intensity', { intensity: 1.01 }],
    ['complexity', { complexity: -0.01 }],
    ['intensity', { intensity: Number.NaN }],
    ['notes_preference.musk', { notes_preference: { ...brief.notes_preference, musk: 2 } }],
    ['notes_preference', { notes_preference: { ...brief.notes_preference, metallic: 0.5 } }],
    ['mood.0', { mood: ['grumpy'] }],
    ['season.1', { season: ['spring', 'monsoon'] }],
    ['budget_tier', { budget_tier: 'free' }],
    ['constraints.max_allergens_ppm', { constraints: { ...brief.constraints, max_allergens_ppm: -1 } }],
    ['warnings.0.code', { warnings: [{ code: 'oops', message: 'x' }] }],
    ['warnings.0.message', { warnings: [{ code: 'off_topic', message: '' }] }],
    ['warnings.0.spans.0.end', { warnings: [{ code: 'off_topic', message: 'x', spans: [{ start: 0 }] }] }],
    ['hints_source', { hints_source: 'a friend' }],
    ['evidence.0.start', { evidence: [{ field: 'style', value: 'woody', start: -1, end: 5 }] }],
    ['evidence.0.end', { evidence: [{ field: 'style', value: 'woody', start: 0, end: 1.5 }] }],
    ['', { price: 5 }],
  ])('is refused for %s', (path, change) => {
    expect(faults(briefSchema, { ...brief, ...change })).toEqual([path]);
  });

  it('names each family and mood once', () => {
    expect(new Set(FAMILIES).size).toBe(12);
    expect(new Set(MOODS).size).toBe(MOODS.length);
  });
});

describe('other documents', () => {
  const problem = { type: '/docs', title: 'x', status: 400, detail: 'x', instance: 'x', code: 'X' };

  it.each([
    [problem, []],
    [{ ...problem, field: 'text' }, []],
    [{ ...problem, status: 200 }, ['status']],
    [{ ...problem, stack: 'x' }, ['']],
  ])('problem %#', (value, paths) => {
    expect(faults(problemSchema, value)).toEqual(paths);
  });

  it('a decision holds any JSON as its input and output, and nothing of its own', () => {
    const decision = {
      id: 'x',
      created_at: '2026-01-01T00:00:00.000Z',
      task: 'x',
      input: { deep: [1, null, { text: 'x' }] },
      outcome: 'ok',
      meta,
      predicted: { p95_ms: null, cost_usd: '0' },
      steps: [{ step: 'plan', started_ms: 0, took_ms: 1, outcome: 'ok', message: 'x' }],
      output: brief,
    };
    expect(faults(decisionSchema, decision)).toEqual([]);
    expect(faults(decisionSchema, { ...decision, created_at: 'today' })).toEqual(['created_at']);
    expect(faults(decisionSchema, { ...decision, mood: 'x' })).toEqual(['']);
  });
});
