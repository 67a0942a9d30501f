import type { BriefReply, Language, Mode, Role } from '@accord/contract';
import { type Cost, proposeMaxTokens, type TokenProposal } from '@accord/runtime';
import { resolveKnobs } from '@accord/knobs';
import { createInterpreter } from '../brief/interpreter.ts';
import { createValidator } from '../brief/validate.ts';
import { briefKnobs } from '../knobs.ts';
import { checkBrief } from './assertions.ts';
import { type Checked, type EvalReport, reportOf } from './evaluate.ts';
import { keywordBaseline } from './keyword-baseline.ts';
import { LABELLED_SETS, type LabelledBrief, labelledSet, readLabels } from './labels.ts';
import { type Judges, type Quality, qualityOf } from './quality.ts';

/** One labelled wish, served the way any other is. */
export interface ServedBrief {
  readonly reply: BriefReply;
  readonly cost: Cost;
}

export interface MeasureOptions {
  readonly mode: Mode;
  /** Serves a wish. What it throws counts as a failed request, with its message. */
  readonly serve: (
    wish: { readonly text: string; readonly language?: Language | undefined },
    mode: Mode,
  ) => Promise<ServedBrief>;
  /** Measures this many wishes, spread evenly over the labelled sets; all when left out. */
  readonly limit?: number | undefined;
}

/** What a mode does, takes and costs, measured on the labelled wishes. */
export interface ModeMeasurement {
  readonly mode: Mode;
  readonly briefs: number;
  /** Requests that ended without a brief, by message. */
  readonly failures: Readonly<Record<string, number>>;
  /** Replies in another mode than was asked for. */
  readonly downshifted: number;
  /** Who answered, such as `interpreter: rules (fragrance.brief/interpreter@2)`. */
  readonly engines: readonly string[];
  readonly quality: Quality;
  /** From the start of a request to its settled end; undefined when all failed. */
  readonly latencyMs: { readonly p50: number; readonly p95: number } | undefined;
  /** Mean per request, as the engines counted. */
  readonly tokens: { readonly input: number; readonly output: number };
  /** What the rule of the average and a fifth proposes for the one role that a model answered; for two it cannot tell. */
  readonly tokenProposal: (TokenProposal & { readonly role: Role }) | undefined;
  /** Mean per request, in US dollars. */
  readonly costUsd: Cost;
  readonly assertions: EvalReport;
}

interface Outcome {
  readonly set: string;
  readonly label: LabelledBrief;
  readonly served: ServedBrief | undefined;
  readonly failure: string | undefined;
}

/** Serves the labelled wishes one after the other, so that none waits for another, and measures the mode by them. */
export async function measureMode(options: MeasureOptions): Promise<ModeMeasurement> {
  const outcomes: Outcome[] = [];
  for (const { set, label } of wishes(options.limit)) outcomes.push(await outcomeOf(set, label, options));
  const served = outcomes.map((outcome) => outcome.served).filter((one) => one !== undefined);
  const latencies = served.map(({ reply }) => reply.meta.timings_ms['total'] ?? 0).sort((a, b) => a - b);
  const replies = served.map(({ reply }) => reply);
  return {
    mode: options.mode,
    briefs: outcomes.length,
    failures: counted(outcomes.flatMap(({ failure }) => failure ?? [])),
    downshifted: replies.filter(({ meta }) => meta.mode_used !== options.mode).length,
    engines: enginesOf(replies),
    quality: qualityOf(
      outcomes.map(({ label, served: one }) => ({ label, brief: one?.reply.brief })),
      judges(),
    ),
    latencyMs:
      latencies.length === 0 ? undefined : { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
    tokens: {
      input: mean(replies.map(({ meta }) => meta.tokens.input)),
      output: mean(replies.map(({ meta }) => meta.tokens.output)),
    },
    tokenProposal: tokenProposalOf(replies),
    costUsd: meanCost(served.map(({ cost }) => cost)),
    assertions: reportOf(outcomes.map(checkedOf)),
  };
}

function judges(): Judges {
  const knobs = resolveKnobs([briefKnobs], []).of(briefKnobs);
  return { interpreter: createInterpreter(knobs), validator: createValidator() };
}

/** The labelled wishes, or as many of them, evenly spread. */
function wishes(limit: number | undefined): { readonly set: string; readonly label: LabelledBrief }[] {
  const all = LABELLED_SETS.flatMap((set) => readLabels(labelledSet(set)).map((label) => ({ set, label })));
  if (limit === undefined || limit >= all.length) return all;
  return Array.from({ length: limit }, (_, index) => all[Math.floor((index * all.length) / limit)]).filter(
    (one) => one !== undefined,
  );
}

async function outcomeOf(
  set: string,
  label: LabelledBrief,
  { serve, mode }: MeasureOptions,
): Promise<Outcome> {
  const { text, language } = label;
  try {
    return { set, label, served: await serve({ text, language }, mode), failure: undefined };
  } catch (error) {
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    return { set, label, served: undefined, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** A failed request holds none of its assertions. */
function checkedOf({ set, label, served }: Outcome): Checked {
  const baseline = checkBrief(keywordBaseline(label.text), label.expect);
  const read =
    served === undefined
      ? baseline.map((verdict) => ({ ...verdict, holds: false, found: 'no brief' }))
      : checkBrief(served.reply.brief, label.expect);
  return { set, label, read, baseline };
}

function counted(messages: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const message of messages) counts[message] = (counts[message] ?? 0) + 1;
  return counts;
}

const enginesOf = (replies: readonly BriefReply[]): string[] => [
  ...new Set(
    replies.flatMap(({ meta }) =>
      meta.engines.map(({ role, engine, model }) => `${role}: ${engine} (${model})`),
    ),
  ),
];

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

function tokenProposalOf(replies: readonly BriefReply[]): ModeMeasurement['tokenProposal'] {
  const counted = replies.filter(({ meta }) => meta.tokens.output > 0);
  const roles = new Set(
    counted.flatMap(({ meta }) =>
      meta.engines.filter(({ engine }) => engine !== 'rules').map(({ role }) => role),
    ),
  );
  const [role, another] = roles;
  if (role === undefined || another !== undefined) return undefined;
  const proposal = proposeMaxTokens(counted.map(({ meta }) => meta.tokens.output));
  return proposal && { role, ...proposal };
}

const meanCost = (costs: readonly Cost[]): Cost => ({
  llm: mean(costs.map(({ llm }) => llm)),
  compute: mean(costs.map(({ compute }) => compute)),
  network: mean(costs.map(({ network }) => network)),
  storage: mean(costs.map(({ storage }) => storage)),
  total: mean(costs.map(({ total }) => total)),
});

/** The value that this share of the sorted values is at or below (nearest rank). */
const quantile = (sorted: readonly number[], rank: number): number =>
  sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)] ?? 0;
