/** Stand-ins for the server's evidence about similar questions. */
const scope = { tenant: 'local', task: 'fragrance.brief', basis: 'hashed-384-v1 guards@1' };

const check = (id: number, rest: object): object => ({
  id,
  at: 1_764_000_000_000,
  ...scope,
  similarity: 0.871,
  threshold: 0.8,
  served: false,
  about: 'case',
  question: 'A light citrus scent for hot summer days',
  kept_question: 'a light citrus scent, for hot summer days',
  kept_answer: '{"style":"citrus"}',
  new_answer: '{"style":"citrus"}',
  verdict: { source: 'comparer', wrong: false },
  ...rest,
});

const point = (checks: number, bound: number, standing = 'gathering'): object => ({
  at: 1_764_000_000_000 + checks,
  opening: 1,
  checks,
  wrong: 0,
  bound,
  standing,
});

export const EVIDENCE = {
  mode: 'serve',
  delta: 0.02,
  alpha: 0.05,
  served_check_share: 0.1,
  checks_needed: 268,
  stops_within: 90,
  judge: {
    name: null,
    same: 0,
    false_alarms: 0,
    different: 0,
    misses: 0,
    false_alarm_at_least: 0,
    false_alarm_at_most: 1,
    miss_at_most: 1,
  },
  scopes: [
    {
      ...scope,
      threshold: 0.8,
      standing: 'serving',
      bound: 0.0173,
      cases: [
        {
          from: 0.8,
          to: 1,
          opening: 1,
          standing: 'serving',
          checks: 312,
          wrong: 0,
          by: { comparer: 310, judge: 0, person: 2 },
          bound: 0.0173,
          checks_needed: 0,
          history: [point(10, 0.41), point(100, 0.053), point(310, 0.0174, 'serving')],
        },
      ],
      similarities: [
        { similarity: 0.31, lookups: 120 },
        { similarity: 0.62, lookups: 44 },
        { similarity: 0.93, lookups: 312 },
      ],
    },
  ],
  checks: [
    check(41, { served: true, verdict: null, new_answer: null }),
    check(40, {
      verdict: { source: 'comparer', wrong: true },
      kept_question: 'A light citrus scent for winter',
    }),
  ],
  near_misses: [
    {
      at: 1_764_000_000_000,
      ...scope,
      similarity: 0.91,
      threshold: 0.8,
      question: '바닐라를 뺀 장미 향',
      kept_question: '바닐라를 넣은 장미 향',
      guard: 'negation',
      detail: '뺀 / 넣은',
    },
  ],
};
