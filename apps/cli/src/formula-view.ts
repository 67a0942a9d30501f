import type { FormulaReport, LawReportReply, LawUse, MaterialReply, MaterialsReply } from '@accord/contract';
import { type Paint, padEnd, visible } from './terminal.ts';

/** Uses above this share of their limit are shown; what is far below is only counted. */
const NEAR_LIMIT = 0.1;
const LABEL = 14;

const figure = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (value: number): string => `${figure(value)} %`;
const row = (label: string, text: string): string => `${padEnd(label, LABEL)}${text}`;
const listed = (label: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [row(label, names.map(visible).join(', '))];

/** A report for a person to read: the law first, then label, smell and cost, each with what is unknown. */
export function reportLines(report: FormulaReport, paint: Paint): string[] {
  const { formula, law } = report;
  return [
    `${paint('bold', visible(formula.name))}, ${formula.concentrate} % of concentrate, category ${law.category} of IFRA ${law.amendment}`,
    verdictOf(law, paint),
    '',
    ...lawLines(law, paint),
    '',
    ...allergenLines(report),
    ...smellLines(report),
    ...costLines(report),
  ];
}

function verdictOf({ passes, largest_concentrate: largest }: LawReportReply, paint: Paint): string {
  if (passes) return paint('green', `✓ meets every limit, up to a concentrate of ${largest.toFixed(2)} %`);
  const until =
    largest === 0 ? 'no concentrate would' : `the largest concentrate that does is ${largest.toFixed(2)} %`;
  return paint('red', `✗ does not meet the standards; ${until}`);
}

function lawLines(law: LawReportReply, paint: Paint): string[] {
  const near = law.uses.filter(({ use, limit }) => use / limit >= NEAR_LIMIT);
  return [
    ...law.prohibited.map(({ standard, amendment, use }) =>
      paint(
        'red',
        `✗ ${visible(standard)} is prohibited (amendment ${amendment}); ${percent(use)} is in the product`,
      ),
    ),
    ...near.flatMap((use) => useLines(use, paint)),
    ...(near.length === law.uses.length
      ? []
      : [paint('dim', `  ${law.uses.length - near.length} more standards are below a tenth of their limit`)]),
    ...(law.phototoxic_sum > 0
      ? [
          `${law.phototoxic_sum > 1 ? paint('red', '✗') : '✓'} phototoxic oils together  ${percent(law.phototoxic_sum * 100)} of what they may be`,
        ]
      : []),
    ...listed('to look up', [...new Set(law.open.map(({ standard, why }) => `${standard} (${why})`))]),
    ...listed('no standard', law.without_standard),
    ...listed('unknown inside', law.unknown_inside),
    ...(law.unnamed_percent > 0
      ? [row('unnamed', `${percent(law.unnamed_percent)} of the concentrate`)]
      : []),
  ];
}

function useLines({ standard, amendment, limit, use, passes, sources }: LawUse, paint: Paint): string[] {
  const mark = passes ? paint('green', '✓') : paint('red', '✗');
  const from = sources.map(({ material, constituent }) =>
    constituent === null ? visible(material) : `${visible(constituent)} of ${visible(material)}`,
  );
  return [
    `${mark} ${visible(standard)}  ${percent(use)} of at most ${percent(limit)}  (amendment ${amendment})`,
    ...(passes ? [] : [paint('dim', `    by ${from.join(', ')}`)]),
  ];
}

function allergenLines({ allergens }: FormulaReport): string[] {
  const { threshold_ppm: threshold, label, banned, unknown_inside: unknown } = allergens;
  return [
    ...(threshold === null
      ? [row('allergens', 'no cosmetic, so that none is declared')]
      : [
          row('allergens', `declared above ${threshold} ppm: ${label.en === '' ? 'none' : label.en}`),
          ...(label.ko === label.en ? [] : [row('', label.ko)]),
        ]),
    ...listed(
      'banned in EU',
      banned.map(({ inci }) => inci),
    ),
    ...listed(
      'not in them',
      unknown.map((name) => `what is in ${name}`),
    ),
  ];
}

function smellLines({ smell }: FormulaReport): string[] {
  const { leading, longevity_hours: lasts, moments, unmodelled_percent: unmodelled, unsmelt } = smell;
  const families = leading.map(({ family, share }) => `${family} ${Math.round(share * 100)} %`);
  const reach = Math.max(0, ...moments.map(({ reach_m }) => reach_m));
  return [
    row(
      'smells of',
      families.length === 0 ? 'nothing that is known' : `${families.join(', ')} in the first hour`,
    ),
    row(
      'lasts',
      `${figure(lasts.typical)} h on skin, ${figure(lasts.low)} to ${figure(lasts.high)} within the uncertainty`,
    ),
    row('reaches', `${figure(reach)} m in a room`),
    ...(unmodelled > 0 ? [row('not modelled', `${percent(unmodelled)} of the product`)] : []),
    ...listed('no threshold', unsmelt),
    ...(smell.activity === 'UNIFAC' ? [] : [row('activity', 'ideal where groups are missing')]),
  ];
}

function costLines({ cost, materials }: FormulaReport): string[] {
  const about = `about $${cost.estimate_usd_per_kg.toFixed(0)} for a kg of concentrate, by assumed prices of classes`;
  if (cost.usd_per_kg === null)
    return [
      row('cost', `unknown: no price was given (--prices) or kept (accord materials import stock); ${about}`),
    ];
  if (cost.unpriced.length === 0)
    return [row('cost', `$${cost.usd_per_kg.toFixed(2)} for a kg of concentrate`)];
  return [
    row('cost', `at least $${cost.usd_per_kg.toFixed(2)}; ${about} where none is entered`),
    row(
      'no price',
      `${cost.unpriced.length} of ${materials.length}: ${cost.unpriced.map(visible).join(', ')}`,
    ),
  ];
}

/** Materials for a person to read, one a line. */
export function materialLines({ found, materials }: MaterialsReply, paint: Paint): string[] {
  if (found === 0) return ['no material bears such a name or number'];
  return [
    ...materials.map((material) => materialLine(material, paint)),
    ...(found > materials.length ? [paint('dim', `${found - materials.length} more; ask with --limit`)] : []),
  ];
}

function materialLine({ name, cas, kind, note, families, standards }: MaterialReply, paint: Paint): string {
  const smells = families.map(({ family }) => family).join(', ');
  const law = standards.length === 0 ? '' : paint('yellow', `  IFRA: ${standards.join(', ')}`);
  return `${padEnd(visible(name), 34)} ${padEnd(cas[0] ?? '–', 13)} ${padEnd(kind, 10)} ${padEnd(note ?? '–', 6)} ${smells}${law}`;
}
