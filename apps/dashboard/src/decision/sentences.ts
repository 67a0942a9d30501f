import type { CacheUse, Decision, Meta, Mode, Reason, Role, SimilarNote } from '@accord/contract';
import type { Dictionary } from '../text/dictionary.ts';
import type { Figures, ReasonCode } from '../text/story.ts';
import { stepName } from './timings.tsx';

export interface Sentence {
  readonly tone: 'plain' | 'refused' | 'caution';
  readonly text: string;
  /** The server's own words, in English. */
  readonly detail?: string;
}

/** The order in which a plan looks at modes. */
const DOWNWARD: readonly Mode[] = ['creative', 'balanced', 'fast'];

/** Tells a decision in the order in which it fell. Without the kept record it tells what the reply itself says. */
export function tell(meta: Meta, record: Decision | undefined, text: Dictionary): Sentence[] {
  return [
    plain(text.story.asked(text.mode.names[meta.mode_asked])),
    ...tellCache(meta.cache, text),
    ...tellReasons(meta, text),
    ...tellFailures(meta, record, text),
    ...tellEngines(meta, text),
    ...tellKeeping(meta.cache, text),
    ...(meta.reliability === 'low' ? [{ tone: 'caution', text: text.story.low } as const] : []),
    tellEnd(meta, record, text),
  ];
}

const plain = (text: string): Sentence => ({ tone: 'plain', text });

function tellCache(cache: CacheUse, text: Dictionary): Sentence[] {
  const { story } = text;
  if (cache.outcome === 'bypassed') return [plain(story.bypassed[cache.reason])];
  const passed = cache.passed.map(({ level, why }) => plain(capital(story.passed[why](story.level[level]))));
  if (cache.outcome === 'joined') return [...passed, plain(story.joined[cache.across])];
  if (cache.outcome === 'miss') return [...passed, plain(story.missed), ...tellSimilar(cache.similar, text)];
  if (cache.outcome === 'similar') {
    const share = (value: number): string => percent(value, text.language);
    const told = story.similar(story.level[cache.level], share(cache.similarity), share(cache.bound));
    return [...passed, plain(cache.checked ? `${told} ${story.similarChecked}` : told)];
  }
  const found = story.hit(
    story.level[cache.level],
    age(cache.age_ms, text),
    spokenTime(cache.saved_ms, text),
  );
  return [...passed, plain(cache.stale ? `${found} ${story.stale}` : found)];
}

function tellSimilar(note: SimilarNote | undefined, { story, similar, language }: Dictionary): Sentence[] {
  if (note === undefined) return [];
  if (note.found === 'candidate') {
    return [plain(story.similarFound(percent(note.similarity, language)))];
  }
  if (note.guard === undefined) return [];
  return [plain(story.similarRefused(similar.guard[note.guard] ?? note.guard))];
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function tellKeeping(cache: CacheUse, { story }: Dictionary): Sentence[] {
  if (cache.outcome !== 'miss') return [];
  if (cache.stored) return [plain(story.stored)];
  return [{ tone: 'plain', text: story.notStored, ...(cache.reason !== '' && { detail: cache.reason }) }];
}

function tellReasons(meta: Meta, text: Dictionary): Sentence[] {
  return meta.reasons.map((reason, index) => {
    const { sentence, known } = reasonSentence(reason, modeOf(meta, index), meta, text);
    const bare = !known || !/^engine_|_down$/.test(reason.code);
    return { tone: toneOf(reason, known), text: sentence, ...(!bare && { detail: reason.message }) };
  });
}

function toneOf({ code, outcome }: Reason, known: boolean): Sentence['tone'] {
  if (outcome === 'refused') return 'refused';
  return known && code !== 'mode_as_asked' ? 'caution' : 'plain';
}

/** A plan looks at one mode after the other, from the one asked for downward, and leaves one reason for each. */
function modeOf({ reasons, mode_asked, mode_used }: Meta, index: number): Mode {
  if (reasons[index]?.step !== 'plan') return mode_used;
  const before = reasons.slice(0, index).filter(({ step }) => step === 'plan').length;
  return DOWNWARD[DOWNWARD.indexOf(mode_asked) + before] ?? mode_used;
}

function reasonSentence(
  reason: Reason,
  mode: Mode,
  meta: Meta,
  text: Dictionary,
): { readonly sentence: string; readonly known: boolean } {
  const code = sentenceCode(reason);
  const sentences: Readonly<Record<string, (figures: Figures) => string>> = text.story
    .reason satisfies Record<ReasonCode, (figures: Figures) => string>;
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  if (sentence === undefined) return { sentence: reason.message, known: false };
  return { sentence: sentence(figuresOf(reason, mode, meta, text)), known: true };
}

function sentenceCode({ code, outcome }: Reason): string {
  const general = code.replace(/^(?:interpreter|validator|creative)_(?=down$|replaced$)/, 'role_');
  return outcome === 'refused' && /^(?:kept_answer|half_tokens)$/.test(general)
    ? `${general}_refused`
    : general;
}

function figuresOf(reason: Reason, mode: Mode, meta: Meta, text: Dictionary): Figures {
  const number = (name: string): number | undefined => reason.numbers?.[name];
  const time = (name: string): string | undefined => written(number(name), (ms) => spokenTime(ms, text));
  const money = (name: string): string | undefined => written(number(name), (usd) => `$${decimal(usd)}`);
  const share = (name: string): string | undefined =>
    written(number(name), (part) => percent(part, text.language));
  return {
    mode: text.mode.names[mode],
    asked: text.mode.names[meta.mode_asked],
    role: roleOf(reason, text),
    remaining: time('remaining_ms'),
    predictedTime: time('predicted_p95_ms'),
    predictedCost: money('predicted_cost_usd'),
    remainingMoney: money('remaining_usd'),
    retryIn: time('retry_in_ms'),
    took: time('took_ms'),
    needed: time('needed_ms'),
    failedShare: share('failed_share'),
    allowedShare: share('allowed_share'),
    lag: time('lag_ms'),
    limit: time('limit_ms'),
  };
}

const written = (value: number | undefined, write: (value: number) => string): string | undefined =>
  value === undefined ? undefined : write(value);

/** Without an exponent, which nobody reads aloud. */
const decimal = (usd: number): string => usd.toFixed(9).replace(/\.?0+$/, '');

export const percent = (share: number, language: string): string =>
  share.toLocaleString(language, { style: 'percent', maximumFractionDigits: 1 });

function roleOf({ code, step }: Reason, text: Dictionary): string {
  const named = /^(interpreter|validator|creative)_/.exec(code)?.[1] ?? step.replace(/^execute\./, '');
  const roles: Readonly<Record<string, string>> = text.story.role satisfies Record<Role, string>;
  return roles[named] ?? named;
}

/** Steps that failed and that no reason speaks of. */
function tellFailures({ reasons }: Meta, record: Decision | undefined, text: Dictionary): Sentence[] {
  const spoken = new Set(reasons.map(({ step }) => step));
  return (record?.steps ?? [])
    .filter(({ step, outcome }) => outcome === 'failed' && !spoken.has(step))
    .map(({ step, message }) => ({
      tone: 'caution',
      text: text.story.failedStep(stepName(step, text)),
      detail: message,
    }));
}

function tellEngines({ engines }: Meta, { story }: Dictionary): Sentence[] {
  return engines.map(({ role, engine, model, fallback }) => {
    const said = story.answered(story.role[role], engine);
    return {
      tone: fallback ? 'caution' : 'plain',
      text: fallback ? `${said} ${story.inPlace}` : said,
      detail: model,
    };
  });
}

function tellEnd(meta: Meta, record: Decision | undefined, text: Dictionary): Sentence {
  const { story } = text;
  const took = story.took(spokenTime(meta.timings_ms['total'] ?? 0, text), `$${meta.cost_usd}`);
  if (record === undefined) return plain(took);
  const { p95_ms, cost_usd } = record.predicted;
  if (p95_ms === null) return plain(`${took} ${story.unpredicted}`);
  return plain(`${took} ${story.predicted(spokenTime(p95_ms, text), `$${cost_usd}`)}`);
}

/** A measured time in words, with three figures, as it is read aloud. */
function spokenTime(ms: number, { language }: Dictionary): string {
  const [value, unit] = ms < 1000 ? [ms, 'millisecond'] : [ms / 1000, 'second'];
  return value.toLocaleString(language, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumSignificantDigits: 3,
  });
}

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const;

/** A length of time in its largest whole unit, such as "3 minutes". */
export function age(ms: number, { language }: Dictionary): string {
  const [size, unit] = UNITS.find(([least]) => ms >= least) ?? [1, 'millisecond'];
  const whole = Math.floor(ms / size);
  return whole.toLocaleString(language, { style: 'unit', unit, unitDisplay: 'long' });
}

/** Why the answer is other than what was asked for, in one sentence; the first way that was refused decides. */
export function whyOtherwise(meta: Meta, text: Dictionary): string | undefined {
  const at = meta.reasons.findIndex(
    ({ code, outcome }) => outcome === 'refused' || code.endsWith('_replaced'),
  );
  const reason = meta.reasons[at];
  return reason && reasonSentence(reason, modeOf(meta, at), meta, text).sentence;
}
