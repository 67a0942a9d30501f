/**
 * A minimal subset of constraints that cannot be met together, by the deletion filter (Chinneck and Dravnieks, ORSA Journal
 * on Computing 3, 1991): each is left out in turn, and stays out when the others still contradict each other. What a
 * solver found to be contradictory gives the first subset, so that few are tried.
 *
 * @param count of constraints, which are numbered from 0
 * @param contradictionIn some of the members that contradict each other, or undefined when the members can be met
 * @returns the members of the subset, ascending; empty when all can be met
 */
export function conflictIn(
  count: number,
  contradictionIn: (members: readonly number[]) => readonly number[] | undefined,
): number[] {
  const all = Array.from({ length: count }, (_, member) => member);
  const proof = contradictionIn(all);
  if (proof === undefined) return [];
  const first = [...new Set(proof)].sort((one, other) => one - other);
  // A proof found with rounding is not taken at its word.
  let members = contradictionIn(first) === undefined ? all : first;
  for (const member of members) {
    const others = members.filter((one) => one !== member);
    if (contradictionIn(others) !== undefined) members = others;
  }
  return members;
}
