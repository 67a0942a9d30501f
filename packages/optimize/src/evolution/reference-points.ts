/** How many reference points there are: of all ways to share `divisions` among objectives, (divisions + objectives − 1 over divisions). */
export function referencePoints(objectives: number, divisions: number): number[][] {
  const points: number[][] = [];
  const share = (point: readonly number[], left: number): void => {
    if (point.length === objectives - 1) {
      points.push([...point, left / divisions]);
      return;
    }
    for (let part = 0; part <= left; part++) share([...point, part / divisions], left - part);
  };
  share([], divisions);
  return points;
}
