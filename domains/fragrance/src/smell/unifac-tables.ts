import { readFileSync } from 'node:fs';
import { numberOf, positiveOf } from '../materials/cells.ts';
import { csvRows } from '../materials/csv.ts';

/** Counts of subgroups in a molecule. */
export type Groups = ReadonlyMap<number, number>;

export interface Subgroup {
  readonly mainGroup: number;
  /** Relative van der Waals volume and surface. */
  readonly volume: number;
  readonly surface: number;
}

/** The parameters of the original UNIFAC for vapour and liquid, as DDBST publishes them. */
export interface UnifacTables {
  readonly subgroups: ReadonlyMap<number, Subgroup>;
  /** a_mn in K; a pair that was never fitted counts as 0, as within one main group. */
  interaction(mainGroup: number, other: number): number;
  /** Groups of the materials that can be represented, by CAS number. */
  readonly groupsByCas: ReadonlyMap<string, Groups>;
}

const read = (file: string): string =>
  readFileSync(new URL(`../../data/smell/${file}`, import.meta.url), 'utf8');

/** @throws TypeError for a row that cannot be read */
export function readUnifacTables(): UnifacTables {
  const interactions = new Map<string, number>();
  for (const row of csvRows('unifac_interactions.csv', read('unifac_interactions.csv'), [
    'main_group_m',
    'main_group_n',
    'a_mn_K',
  ])) {
    interactions.set(`${row.main_group_m}:${row.main_group_n}`, numberOf(row.a_mn_K) ?? 0);
  }
  return {
    subgroups: readSubgroups(),
    interaction: (mainGroup, other) => interactions.get(`${mainGroup}:${other}`) ?? 0,
    groupsByCas: readGroups(),
  };
}

function readSubgroups(): Map<number, Subgroup> {
  const rows = csvRows('unifac_subgroups.csv', read('unifac_subgroups.csv'), [
    'subgroup_id',
    'main_group_id',
    'R',
    'Q',
  ]);
  return new Map(
    rows.map(({ subgroup_id, main_group_id, R, Q }) => {
      const volume = positiveOf(R);
      const surface = numberOf(Q);
      if (volume === undefined || surface === undefined)
        throw new TypeError(`subgroup ${subgroup_id} has no R or Q`);
      return [Number(subgroup_id), { mainGroup: Number(main_group_id), volume, surface }];
    }),
  );
}

function readGroups(): Map<string, Groups> {
  const rows = csvRows('unifac_materials.csv', read('unifac_materials.csv'), ['cas', 'groups', 'complete']);
  return new Map(
    rows.flatMap(({ cas, groups, complete }): [string, Groups][] =>
      complete === 'yes' ? [[cas, parseGroups(groups)]] : [],
    ),
  );
}

/** Reads `1:2;14:1`. @throws TypeError for what is none */
export function parseGroups(cell: string): Groups {
  const pairs = cell.split(';').map((pair): [number, number] => {
    const [, group, count] = /^\s*(\d+):(\d+)\s*$/.exec(pair) ?? [];
    if (group === undefined) throw new TypeError(`no groups: ${cell}`);
    return [Number(group), Number(count)];
  });
  return new Map(pairs);
}
