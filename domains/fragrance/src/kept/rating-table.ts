import type { SqlDatabase, SqlRow, SqlStep } from '@accord/storage';

/** What a person said of a formula: stars, or that another is liked less. */
export interface StoredRating {
  readonly formula: string;
  /** What the same search found is rated in one sitting. */
  readonly sitting: string;
  /** What the formula is told apart by, as it was when it was rated. */
  readonly features: readonly number[];
  readonly said:
    | { readonly kind: 'stars'; readonly stars: number }
    | { readonly kind: 'better'; readonly than: string; readonly features: readonly number[] };
  readonly ratedAt: number;
}

export interface RatingTable {
  /** A later rating of the same takes the place of the earlier; the latest of the tenant are left. */
  put(tenant: string, rating: StoredRating, keep: number): Promise<void>;
  all(tenant: string): Promise<readonly StoredRating[]>;
}

export const RATING_STEPS: readonly SqlStep[] = [
  ({ int64, plain }) => `CREATE TABLE formula_ratings (
    tenant TEXT NOT NULL, formula TEXT NOT NULL, than TEXT NOT NULL, sitting TEXT NOT NULL, stars ${int64} NOT NULL,
    features TEXT NOT NULL, than_features TEXT NOT NULL, rated_at ${int64} NOT NULL,
    PRIMARY KEY (tenant, formula, than)) ${plain}`,
];

const PUT = `INSERT INTO formula_ratings (tenant, formula, than, sitting, stars, features, than_features, rated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, formula, than) DO UPDATE SET stars = excluded.stars,
  features = excluded.features, than_features = excluded.than_features, rated_at = excluded.rated_at`;
const TRIM = `DELETE FROM formula_ratings WHERE tenant = ? AND rated_at < (SELECT min(rated_at) FROM
  (SELECT rated_at FROM formula_ratings WHERE tenant = ? ORDER BY rated_at DESC LIMIT ?) AS latest)`;
const ALL = 'SELECT * FROM formula_ratings WHERE tenant = ? ORDER BY rated_at, formula, than';

export function ratingTable(sql: SqlDatabase): RatingTable {
  return {
    async put(tenant, { formula, sitting, features, said, ratedAt }, keep) {
      const row = [
        tenant,
        formula,
        said.kind === 'better' ? said.than : '',
        sitting,
        said.kind === 'stars' ? BigInt(said.stars) : 0n,
        JSON.stringify(features),
        JSON.stringify(said.kind === 'better' ? said.features : []),
        BigInt(ratedAt),
      ];
      await sql.write([
        { sql: PUT, rows: [row] },
        { sql: TRIM, rows: [[tenant, tenant, BigInt(keep)]] },
      ]);
    },
    all: async (tenant) => (await sql.all(ALL, [tenant])).map(ratingOf),
  };
}

function ratingOf(row: SqlRow): StoredRating {
  const than = String(row['than']);
  return {
    formula: String(row['formula']),
    sitting: String(row['sitting']),
    features: JSON.parse(String(row['features'])) as number[],
    said:
      than === ''
        ? { kind: 'stars', stars: Number(row['stars']) }
        : { kind: 'better', than, features: JSON.parse(String(row['than_features'])) as number[] },
    ratedAt: Number(row['rated_at']),
  };
}
