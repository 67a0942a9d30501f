import type { Brief } from '@accord/contract';
import { type Clock, createRng } from '@accord/kernel';
import { nsga2, optimize, randomSearch } from '@accord/optimize';
import { EFFORTS } from '../effort.ts';
import type { DesignLaboratory } from '../laboratory.ts';
import { formulaProblem } from '../problem.ts';
import { PARETO } from '../search.ts';
import type { Studio } from '../studio.ts';
import { openSession } from './session.ts';
import { type Chooser, policyChooser, work, WORK_MOVES } from './run.ts';
import { readPolicy } from './stored-policy.ts';
import { studiosOf } from './train.ts';

/** The best value that each way of working came to on one brief, and what the policy and the search took. */
export interface PolicyComparison {
  readonly policy: number;
  /** In the time that the policy took. */
  readonly random: number;
  readonly greedy: number;
  readonly movesAtRandom: number;
  /** NSGA-II, balanced. */
  readonly search: number;
  readonly policyMs: number;
  readonly searchMs: number;
}

const RANDOM_AT_ONCE = 8;

/** Has the policy that ships work on briefs, beside others that have as much time, and beside NSGA-II that has all it asks for. */
export async function comparePolicy(
  briefs: readonly Brief[],
  laboratory: DesignLaboratory,
  clock: Clock,
): Promise<PolicyComparison[]> {
  const policy = readPolicy();
  const found: PolicyComparison[] = [];
  for (const studio of studiosOf(briefs, laboratory)) {
    const rng = createRng(1);
    const [best, policyMs] = timed(clock, () =>
      worked(studio, policyChooser(policy, createRng(1)), () => true),
    );
    const until = (ms: number): (() => boolean) => {
      const since = clock.monotonic();
      return () => clock.monotonic() - since < ms;
    };
    const searchedFrom = clock.monotonic();
    const search = await searched(studio, clock);
    found.push({
      policy: best,
      policyMs,
      search,
      searchMs: clock.monotonic() - searchedFrom,
      random: await scattered(studio, clock, policyMs),
      greedy: descended(studio, until(policyMs)),
      movesAtRandom: worked(studio, (session) => anyOf(session.mask(), rng.below), until(policyMs)),
    });
  }
  return found;
}

function timed<Result>(clock: Clock, run: () => Result): [result: Result, ms: number] {
  const since = clock.monotonic();
  const result = run();
  return [result, clock.monotonic() - since];
}

function worked(studio: Studio, choose: Chooser, goOn: () => boolean): number {
  let value = Infinity;
  for (const visited of work(studio, choose, WORK_MOVES)) {
    value = visited?.value ?? value;
    if (!goOn()) break;
  }
  return value;
}

/** Plays every move that is open, keeps the best, and so on: what an obvious rule does. */
function descended(studio: Studio, goOn: () => boolean): number {
  const session = openSession(studio, true);
  session.begin();
  for (;;) {
    const before = {
      shares: [...session.bench.shares],
      concentrate: session.bench.concentrate(),
      value: session.bench.value(),
      open: session.mask().map(Number),
    };
    const tried: number[] = [];
    let best = -1;
    let least = before.value;
    for (let move = 0; move < before.open.length; move += 1) {
      if (before.open[move] !== 1 || tried.some((other) => session.moves.areSame(other, move))) continue;
      if (!goOn()) return Math.min(least, before.value);
      tried.push(move);
      session.play(move);
      if (session.bench.value() < least) {
        least = session.bench.value();
        best = move;
      }
      session.resume(before.shares, before.concentrate, before.open);
    }
    if (best < 0) return least;
    session.play(best);
  }
}

async function scattered(studio: Studio, clock: Clock, ms: number): Promise<number> {
  const problem = formulaProblem('front', studio.aim, studio.decoder, studio.judge);
  const method = randomSearch({ population: RANDOM_AT_ONCE });
  await optimize({ problem, method, seed: 1, budget: { evaluations: 1e6, ms }, clock });
  return problem.best();
}

async function searched(studio: Studio, clock: Clock): Promise<number> {
  const { population, generations } = EFFORTS.balanced;
  const problem = formulaProblem('front', studio.aim, studio.decoder, studio.judge);
  const budget = { evaluations: population * (generations + 1) };
  await optimize({ problem, method: nsga2({ population, ...PARETO }), seed: 1, budget, clock });
  return problem.best();
}

function anyOf(open: readonly boolean[], below: (bound: number) => number): number {
  const moves = open.flatMap((one, move) => (one ? [move] : []));
  return moves[below(moves.length)] ?? 0;
}
