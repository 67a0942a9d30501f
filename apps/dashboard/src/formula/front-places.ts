import type { DesignObjective, Family, KeptFormula } from '@accord/contract';

/** Where a formula stands on the picture of the front: shares of its width and height, from the corner of the wish. */
export interface FrontPlace {
  /** Its place in the list. */
  readonly at: number;
  readonly across: number;
  readonly up: number;
  /** What it mostly smells of. */
  readonly family: Family | undefined;
}

/** Scales both objectives to the farthest formula, so that the front fills the picture; versions of a person have no place. */
export function placesOf(
  found: readonly KeptFormula[],
  across: DesignObjective,
  up: DesignObjective,
): FrontPlace[] {
  const farthest = (objective: DesignObjective): number =>
    Math.max(0, ...found.map(({ design }) => design?.objectives[objective] ?? 0));
  const share = (value: number, most: number): number => (most === 0 ? 0 : value / most);
  const width = farthest(across);
  const height = farthest(up);
  return found.flatMap(({ design, report }, at): FrontPlace[] =>
    design === null
      ? []
      : [
          {
            at,
            across: share(design.objectives[across], width),
            up: share(design.objectives[up], height),
            family: report.smell.leading[0]?.family,
          },
        ],
  );
}
