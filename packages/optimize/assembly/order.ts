/** Index in the rollout of a row of the minibatch. */
export function indexOf(order: usize, row: i32): usize {
  return <usize>load<u32>(order + (<usize>row << 2));
}
