export {
  type ChoiceKnob,
  choice,
  defineKnobs,
  type FlagKnob,
  /** @public */
  flag,
  integer,
  type Knob,
  type KnobLeaf,
  type KnobSet,
  type KnobValues,
  leavesOf,
  type NumberKnob,
  number,
  perVariant,
  type TextKnob,
  text,
} from './declaration.ts';
export { knobErrors } from './errors.ts';
export { type KnobLayer, type ResolvedKnob, type ResolvedKnobs, resolveKnobs } from './resolve.ts';
export { nearestName } from './spelling.ts';
