import { createRng } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { cartPole, Ppo, ppoKnobs } from '@accord/optimize';
import { pytorch } from './ppo/pytorch.mjs';
import { figure, median, rounded } from './report/figures.mjs';

/** What the issues ask of this benchmark; it fails when one is not measured. */
export const figureIds = ['ppo_sps', 'ppo_solve', 'ppo_false_rollbacks'];

const SEEDS = [1, 2, 3, 4, 5];
const ROUNDS = 3;
const TIMES_PYTORCH = 4;
/** What PyTorch reached on another machine: stands in where it is not installed. */
const PYTORCH_ELSEWHERE = 14_200;
/** Long enough that the code is compiled and PyTorch's first calls weigh little. */
const SPEED_STEPS = 60_000;
const RIVAL_STEPS = 10_000;
const SOLVED = 475;
const EPISODES = 100;
const SOLVE_STEPS = 270_000;
/** Lengths of rollouts, and how long a run is watched that nothing is planted into. */
const ROLLOUTS = [64, 128, 256, 512, 1024, 2048];
const WATCHED = { iterations: 200, steps: 60_000, learningRates: [3e-4, 1e-3] };

/** One set for every run here. Chosen on the seeds 11 to 15. */
const SETTINGS = {
  ...resolveKnobs([ppoKnobs], []).of(ppoKnobs),
  environments: 8,
  rollout_steps: 1024,
  iterations: Math.floor(SOLVE_STEPS / 1024),
  epochs: 4,
  minibatch: 64,
  hidden: 64,
  gamma: 0.98,
  lambda: 0.9,
  learning_rate: 1e-3,
  entropy: 0.001,
  final_entropy: 0.0001,
};
const TOLD = `CartPole-v1, ${SETTINGS.environments} environments, rollouts of ${SETTINGS.rollout_steps} steps, ${SETTINGS.epochs} passes in minibatches of ${SETTINGS.minibatch}, policy and value of 64-64 each`;

/** PPO beside PyTorch where it is installed, and how soon it solves CartPole. */
export async function measure(say) {
  say('steps a second, in turn with PyTorch');
  const [own, rival] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    own.push(speedOf(1 + round));
    const other = await pytorch({ seed: 1 + round, steps: RIVAL_STEPS, settings: SETTINGS }, say);
    if (other !== undefined) rival.push(other.steps / other.seconds);
  }
  const solved = SEEDS.map((seed) => {
    say(`CartPole, seed ${seed}`);
    return solve(seed);
  });
  say('rollbacks of runs that nothing is planted into');
  return [speedFigure(median(own), rival), solveFigure(solved), falseRollbackFigure()];
}

function speedFigure(own, rival) {
  const measured = rival.length > 0;
  const other = measured ? median(rival) : PYTORCH_ELSEWHERE;
  return figure({
    id: 'ppo_sps',
    value: rounded(own),
    unit: 'steps/s',
    target: `>= ${rounded(TIMES_PYTORCH * other)}`,
    baseline: { name: measured ? 'PyTorch' : 'PyTorch, elsewhere', value: rounded(other), unit: 'steps/s' },
    how: `Environment steps a second, learning included: ${TOLD}; one thread each, median of ${ROUNDS} runs in turn. ${measured ? `The target is ${TIMES_PYTORCH} times a PPO in PyTorch with the same settings, in the manner of CleanRL, in the same run: ${rounded(own / other)} times.` : 'PyTorch is not installed here; the figure of another machine stands in.'}`,
  });
}

function solveFigure(solved) {
  const told = solved.map(({ step, mean }) => (step === undefined ? `not (${rounded(mean)})` : `${step}`));
  return figure({
    id: 'ppo_solve',
    value: solved.filter(({ step }) => step !== undefined).length,
    unit: `of ${SEEDS.length} seeds`,
    target: `>= ${SEEDS.length}`,
    how: `Seeds for which the mean return of ${EPISODES} episodes in a row, as they come in training, reaches ${SOLVED} within ${SOLVE_STEPS} steps, with the settings of ppo_sps. Steps it took the seeds ${SEEDS.join(', ')}: ${told.join(', ')}. Mean of ${EPISODES} new episodes of the policy then, by its likeliest actions: ${solved.map(({ greedy }) => rounded(greedy)).join(', ')}. Random actions reach ${rounded(meanReturn((_, rng) => [rng.below(2)]))}, a push to where the pole falls ${rounded(meanReturn(towardsTheFall))}.`,
  });
}

/** A jump or a spike in a run that nothing was planted into is a false alarm; a drop is what the raw reward did. */
function falseRollbackFigure() {
  const counts = { kl: 0, loss_spike: 0, reward_drop: 0 };
  let rollouts = 0;
  for (const rollout of ROLLOUTS)
    for (const learningRate of WATCHED.learningRates)
      for (const seed of SEEDS.slice(0, 3)) {
        const iterations = Math.min(WATCHED.iterations, Math.ceil(WATCHED.steps / rollout));
        const settings = { ...SETTINGS, rollout_steps: rollout, learning_rate: learningRate, iterations };
        const ppo = new Ppo(cartPole, settings, seed);
        for (let done = 0; done < iterations; done++) {
          const { rollback } = ppo.iterate();
          if (rollback !== undefined) counts[rollback] += 1;
        }
        rollouts += iterations;
      }
  return figure({
    id: 'ppo_false_rollbacks',
    value: counts.kl + counts.loss_spike,
    unit: '1',
    target: '<= 0',
    how: `Rollbacks for a jump of the policy or a spike of the loss in ${rollouts} rollouts of ${ROLLOUTS.join(', ')} steps, by runs of CartPole-v1 that nothing was planted into, at learning rates of ${WATCHED.learningRates.join(' and ')}. Rewards fell below half of their mean and were rolled back ${counts.reward_drop} times.`,
  });
}

function speedOf(seed) {
  const ppo = new Ppo(cartPole, SETTINGS, seed);
  const startedAt = performance.now();
  while (ppo.step < SPEED_STEPS) ppo.iterate();
  return (ppo.step / (performance.now() - startedAt)) * 1000;
}

/** Trains until the last episodes are good enough, or the steps are used up. */
function solve(seed) {
  const returns = [];
  const ppo = new Ppo(() => heard(cartPole(), returns), SETTINGS, seed);
  let mean = 0;
  while (mean < SOLVED && ppo.step + SETTINGS.rollout_steps <= SOLVE_STEPS) {
    ppo.iterate();
    if (returns.length >= EPISODES) mean = meanOf(returns.slice(-EPISODES));
  }
  const greedy = meanReturn((environment) => ppo.act(environment));
  return { step: mean < SOLVED ? undefined : ppo.step, mean, greedy };
}

/** The environment, with the raw return of every episode that ends written down. */
function heard(environment, returns) {
  let sum = 0;
  return {
    ...environment,
    step(action, rng) {
      const moved = environment.step(action, rng);
      sum += moved.reward;
      if (moved.terminated || moved.truncated) {
        returns.push(sum);
        sum = 0;
      }
      return moved;
    },
  };
}

/** Of new episodes, from which nothing is learned. */
function meanReturn(act) {
  const rng = createRng(1234);
  const returns = [];
  const environment = heard(cartPole(), returns);
  while (returns.length < EPISODES) {
    environment.reset(rng);
    const before = returns.length;
    while (returns.length === before) environment.step(act(environment, rng), rng);
  }
  return meanOf(returns);
}

/** The simple rule that a policy has to beat. */
function towardsTheFall(environment) {
  const [, , angle] = environment.observe();
  return [angle > 0 ? 1 : 0];
}

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
