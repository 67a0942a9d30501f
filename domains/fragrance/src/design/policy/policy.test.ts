import { createRng } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { Ppo, ppoKnobs } from '@accord/optimize';
import { describe, expect, it } from 'vitest';
import { readBrief } from '../../testing.ts';
import { readDesignLaboratory } from '../laboratory.ts';
import { formulaEnvironment } from './environment.ts';
import { OBSERVATION_SIZE, openSession } from './session.ts';
import { imaginedBriefs } from './imagined-briefs.ts';
import { MOVE_COUNT } from './moves.ts';
import { policyNetwork, readParameters } from './network.ts';
import { policyChooser, work } from './run.ts';
import { readPolicy } from './stored-policy.ts';
import { FORMULA_TRAINING, formulaTraining, studiosOf } from './train.ts';

const laboratory = readDesignLaboratory();
const studios = studiosOf(imaginedBriefs(4, 7), laboratory);
const settings = {
  ...resolveKnobs([ppoKnobs], []).of(ppoKnobs),
  environments: 2,
  rollout_steps: 64,
  iterations: 2,
  epochs: 1,
};

describe('the environment of formulas', () => {
  it('rewards with what the value falls by, and takes back what does not help', () => {
    const environment = formulaEnvironment(studios);
    const rng = createRng(1);
    environment.reset(rng);
    let total = 0;
    for (let step = 0; step < 40; step += 1) {
      const open = environment.mask?.() ?? [];
      expect(environment.observe()).toHaveLength(OBSERVATION_SIZE);
      expect(environment.observe().every(Number.isFinite)).toBe(true);
      const moves = open.flatMap((one, move) => (one ? [move] : []));
      const move = moves[rng.below(moves.length)] ?? 0;
      const { reward, terminated } = environment.step([move], rng);
      expect(reward).toBeGreaterThanOrEqual(0);
      if (reward === 0) expect(environment.mask?.()[move]).toBe(false);
      total += reward;
      if (terminated) break;
    }
    expect(total).toBeGreaterThan(0);
  });

  it('closes all moves that come to the same when one did not help', () => {
    const [studio] = studios;
    if (studio === undefined) throw new TypeError('no studio');
    const session = openSession(studio);
    session.begin();
    const rng = createRng(4);
    let inVain = 0;
    let closed = 0;
    for (let step = 0; step < 60 && !session.isStuck(); step += 1) {
      const open = session.mask().flatMap((one, move) => (one ? [move] : []));
      const move = open[rng.below(open.length)] ?? 0;
      const alike = open.filter((other) => session.moves.areSame(other, move));
      if (session.play(move) > 0) continue;
      expect(session.mask().flatMap((one, at) => (one ? [at] : []))).toEqual(
        open.filter((other) => !alike.includes(other)),
      );
      inVain += 1;
      closed += alike.length;
    }
    expect(closed).toBeGreaterThan(inVain);
  });

  it('knows what part each material has in what is smelt', () => {
    for (const studio of studios) {
      const { bench } = openSession(studio);
      bench.begin();
      expect(bench.parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
      bench.parts.forEach((part, m) => {
        expect(part).toBeGreaterThanOrEqual(0);
        if (bench.shares[m] === 0) expect(part).toBe(0);
      });
    }
  });

  it('goes on where it was', () => {
    const rng = createRng(2);
    const one = formulaEnvironment(studios);
    one.reset(rng);
    const firstOpen = (): number => one.mask?.().indexOf(true) ?? 0;
    for (let step = 0; step < 5; step += 1) one.step([firstOpen()], rng);
    const other = formulaEnvironment(studios);
    other.restore(one.save());

    expect(other.mask?.()).toEqual(one.mask?.());
    const move = firstOpen();
    expect(other.step([move], rng)).toEqual(one.step([move], rng));
    expect(other.observe()).toEqual(one.observe());
  });

  it('never leaves the law or lets go of a required material', () => {
    const [studio] = studiosOf([readBrief('A cologne with bergamot and oakmoss, strong')], laboratory);
    if (studio === undefined) throw new TypeError('no studio');
    const session = openSession(studio);
    session.begin();
    const rng = createRng(3);
    for (let step = 0; step < 60 && !session.isStuck(); step += 1) {
      const open = session.mask().flatMap((one, move) => (one ? [move] : []));
      session.play(open[rng.below(open.length)] ?? 0);
      const { shares } = session.bench;
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      for (let m = 0; m < studio.decoder.required; m += 1) expect(shares[m]).toBeGreaterThan(0);
    }
  });
});

describe('the policy', () => {
  it('is read as PPO trained it', () => {
    const environment = formulaEnvironment(studios);
    const ppo = new Ppo(() => formulaEnvironment(studios), settings, 5);
    ppo.iterate();
    const shape = { inputs: OBSERVATION_SIZE, hidden: settings.hidden, outputs: MOVE_COUNT };
    const forward = policyNetwork(readParameters(ppo.save().networks[0]?.parameters ?? '', shape), shape);
    const logits = new Float64Array(MOVE_COUNT);
    environment.reset(createRng(6));
    const open = environment.mask?.() ?? [];
    forward(environment.observe(), logits);
    const best = [...logits.keys()]
      .filter((move) => open[move])
      .reduce((one, other) => ((logits[other] ?? 0) > (logits[one] ?? 0) ? other : one));

    expect(ppo.act(environment)).toEqual([best]);
  });

  it('is the same for the same seed', () => {
    const train = () => {
      const training = formulaTraining({ laboratory, seed: 9, briefs: 3 });
      const trained = new Ppo(training.open, settings, 9);
      trained.iterate();
      return training.policyOf(trained);
    };

    expect(train()).toEqual(train());
    expect(train().trained.steps).toBeGreaterThan(0);
  });

  it('that ships was trained as its recipe says', () => {
    const { rollout_steps: steps, iterations } = FORMULA_TRAINING;
    expect(readPolicy().trained).toEqual({ seed: 1, briefs: 256, steps: steps * iterations });
  });

  it('that ships is whole, and does better than moves at random on briefs that it never saw', () => {
    const policy = readPolicy();
    const unseen = studiosOf(imaginedBriefs(12, 1234), laboratory);
    const valueOf = (choose: Parameters<typeof work>[1]): number =>
      unseen.reduce((sum, studio) => {
        let value = NaN;
        for (const visited of work(studio, choose, 40)) value = visited?.value ?? value;
        return sum + value;
      }, 0);
    const rng = createRng(11);
    const atRandom = valueOf((session) => {
      const open = session.mask().flatMap((one, move) => (one ? [move] : []));
      return open[rng.below(open.length)] ?? 0;
    });

    expect(valueOf(policyChooser(policy, createRng(12)))).toBeLessThan(atRandom);
  });
});
