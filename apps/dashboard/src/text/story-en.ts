import type { StoryText } from './story.ts';

const orMoment = (figure: string | undefined): string => (figure === undefined ? 'later' : `in ${figure}`);

export const storyEn: StoryText = {
  story: 'Step by step',
  asked: (mode) => `A brief in ${mode} mode was asked for.`,
  reason: {
    mode_as_asked: ({ mode, remaining, predictedTime }) =>
      `${mode} could run as asked${remaining === undefined ? '' : `, with ${remaining} left`}${
        predictedTime === undefined ? '' : ` and ${predictedTime} expected at most`
      }.`,
    mode_downshifted: ({ mode, asked, remaining }) =>
      `${mode} was taken in place of ${asked}${remaining === undefined ? '' : `, with ${remaining} left`}.`,
    role_down: ({ mode, role, retryIn }) =>
      `${mode} was refused: its ${role} is down and is tried again ${orMoment(retryIn)}.`,
    too_little_time: ({ mode, predictedTime = '?', remaining = '?' }) =>
      `${mode} was refused: it takes up to ${predictedTime} (95 of 100), and ${remaining} were left.`,
    too_little_money: ({ mode, predictedCost = '?', remainingMoney = '?' }) =>
      `${mode} was refused: it costs about ${predictedCost}, and ${remainingMoney} were left.`,
    error_budget_spent: ({ mode, failedShare = '?', allowedShare = '?' }) =>
      `${mode} was refused: ${failedShare} of it failed lately, and ${allowedShare} may.`,
    process_lags: ({ mode, lag = '?', limit = '?' }) =>
      `${mode} was refused: the process runs ${lag} behind, and ${limit} are allowed.`,
    engine_refused: ({ role, retryIn }) =>
      `An engine of the ${role} was not asked, because it is resting; it is tried again ${orMoment(retryIn)}.`,
    engine_out_of_time: ({ role, remaining = 'too little' }) =>
      `An engine of the ${role} was not asked: ${remaining} were left, too little for an answer.`,
    engine_failed: ({ role, took, remaining }) =>
      `An engine of the ${role} failed${took === undefined ? '' : ` after ${took}`}${
        remaining === undefined ? '' : `; ${remaining} were left`
      }.`,
    fallback_engine: ({ role, remaining }) =>
      `A fallback engine answered for the ${role}${remaining === undefined ? '' : `, with ${remaining} left`}.`,
    role_replaced: ({ mode, role }) => `${mode} went on without a model as ${role}; its rules stood in.`,
    kept_answer: () => 'An answer that was kept earlier was given in place of a new one.',
    kept_answer_refused: () => 'No answer kept earlier could be given instead.',
    half_tokens: ({ remaining }) =>
      `A second try was made with half the tokens${remaining === undefined ? '' : `, with ${remaining} left`}.`,
    half_tokens_refused: ({ remaining, needed }) =>
      `No second try with half the tokens was made${
        remaining === undefined || needed === undefined
          ? ''
          : `: ${remaining} were left, and ${needed} are needed`
      }.`,
  },
  level: { memory: 'memory (L1)', sqlite: 'disk (L2)', redis: 'Redis (L3)' },
  passed: {
    missed: (level) => `${level} did not have it.`,
    failed: (level) => `${level} failed and was passed over.`,
    slow: (level) => `${level} was too slow and was passed over.`,
    resting: (level) => `${level} is resting after a failure and was passed over.`,
    not_asked: (level) => `${level} was not asked, because a new answer was demanded.`,
  },
  hit: (level, age, saved) => `The answer came from ${level}: ${age} old, it saved ${saved}.`,
  similar: (level, similarity, bound) =>
    `The answer to a similar question came from ${level}: ${similarity} alike. At most ${bound} of such answers are wrong.`,
  similarChecked: 'It is computed in the background, to see whether it was right.',
  similarFound: (similarity) =>
    `A question that is ${similarity} alike was found. Its answer was not given, but compared with the new one.`,
  similarRefused: (guard) => `The answer to a similar question was refused: ${guard}.`,
  stale: 'It is past its time, and a new one is computed in the background.',
  stored: 'The new answer was kept for the next time.',
  missed: 'The cache had no answer, so a new one was computed.',
  notStored: 'The new answer was not kept.',
  joined: {
    process: 'The same was being computed already, and its answer was shared.',
    processes: 'Another process was computing the same, and its answer was shared.',
  },
  bypassed: {
    disabled: 'The cache is switched off and was not asked.',
    no_engine: 'The cache was not asked: rules answer faster than a look-up.',
    not_reached: 'The request ended before the cache was asked.',
  },
  answered: (role, engine) => `The ${role} answered by ${engine}.`,
  inPlace: 'It stood in for the first engine of the role.',
  low: 'Reliability is low: a fallback answered in place of what the mode runs. It is not kept.',
  took: (time, cost) => `It took ${time} and cost ${cost}.`,
  predicted: (time, cost) => `At most ${time} and ${cost} were expected.`,
  unpredicted: 'Nothing was expected of it: too little was measured yet.',
  failedStep: (role) => `The step “${role}” failed.`,
  banner: {
    low: 'Treat this brief with care: its reliability is low',
    changed: (asked, used) => `${asked} was asked for, ${used} was used`,
  },
  axis: (total) => `Time from 0 to ${total}`,
  from: (started) => `from ${started}`,
  step: 'Step',
  when: 'When',
  duration: 'Took',
  refusedStep: 'not begun',
  marks: { caution: 'Note', refused: 'Refused' },
  steps: { look_up: 'Cache look-up' },
  role: { interpreter: 'interpreter', validator: 'validator', creative: 'creative role' },
};
