import type { MemoryMigrationStatus } from '@accord/contract';
import { type Paint, visible } from './terminal.ts';

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

interface Comparison {
  readonly compared: number;
  readonly diverged: number;
  readonly examples: readonly string[];
}

export function comparisonLines({ compared, diverged, examples }: Comparison): string[] {
  const rate = compared === 0 ? 0 : diverged / compared;
  return [
    `${diverged} of ${compared} keys differ, ${percent(rate)}`,
    ...examples.map((key) => `  ${visible(key)}`),
  ];
}

export const migrationLines = (migrations: readonly MemoryMigrationStatus[], paint: Paint): string[] =>
  migrations.length === 0
    ? ['nothing is being migrated']
    : migrations.flatMap((each) => [
        `${paint('bold', each.class)} of ${visible(each.tenant)}, from ${visible(each.source)}`,
        `  reads ${each.mode}, canary ${percent(each.canary)}, since ${new Date(each.began_at).toISOString()}`,
        each.divergence_rate === null
          ? '  nothing was read from both yet'
          : `  divergence ${percent(each.divergence_rate)}: ${each.diverged} of ${each.compared} reads`,
      ]);
