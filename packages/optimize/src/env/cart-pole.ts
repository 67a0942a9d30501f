import type { Rng } from '@accord/kernel';
import type { Environment, Transition } from './environment.ts';

const GRAVITY = 9.8;
const CART_MASS = 1;
const POLE_MASS = 0.1;
const TOTAL_MASS = CART_MASS + POLE_MASS;
/** Half of the pole, in metres. */
const LENGTH = 0.5;
const POLE_MASS_LENGTH = POLE_MASS * LENGTH;
const FORCE = 10;
const SECONDS = 0.02;
const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360;
const POSITION_LIMIT = 2.4;
const STEP_LIMIT = 500;

type State = [position: number, velocity: number, angle: number, angularVelocity: number];

/** CartPole-v1 by the equations of Gymnasium (Barto, Sutton, Anderson 1983), with explicit Euler integration. */
export function cartPole(): Environment {
  let state: State = [0, 0, 0, 0];
  let steps = 0;
  return {
    name: 'cartpole',
    observationSize: 4,
    actions: { kind: 'discrete', count: 2 },
    observe: () => state,
    reset(rng: Rng) {
      const draw = (): number => rng.next() * 0.1 - 0.05;
      state = [draw(), draw(), draw(), draw()];
      steps = 0;
      return state;
    },
    step([action]): Transition {
      if (action !== 0 && action !== 1) throw new TypeError(`CartPole has no action ${action}`);
      state = moved(state, action === 1 ? FORCE : -FORCE);
      steps += 1;
      const terminated = Math.abs(state[0]) > POSITION_LIMIT || Math.abs(state[2]) > ANGLE_LIMIT;
      return { reward: 1, terminated, truncated: steps >= STEP_LIMIT };
    },
    save: () => [...state, steps],
    restore([position = 0, velocity = 0, angle = 0, angularVelocity = 0, taken = 0]) {
      state = [position, velocity, angle, angularVelocity];
      steps = taken;
    },
  };
}

function moved([position, velocity, angle, angularVelocity]: State, force: number): State {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const pull = (force + POLE_MASS_LENGTH * (angularVelocity * angularVelocity) * sine) / TOTAL_MASS;
  const angularAcceleration =
    (GRAVITY * sine - cosine * pull) / (LENGTH * (4 / 3 - (POLE_MASS * (cosine * cosine)) / TOTAL_MASS));
  const acceleration = pull - (POLE_MASS_LENGTH * angularAcceleration * cosine) / TOTAL_MASS;
  return [
    position + SECONDS * velocity,
    velocity + SECONDS * acceleration,
    angle + SECONDS * angularVelocity,
    angularVelocity + SECONDS * angularAcceleration,
  ];
}
