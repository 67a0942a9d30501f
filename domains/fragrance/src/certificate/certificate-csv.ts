import { csvText } from '../materials/csv.ts';
import { trimmed, useText } from '../print/figures.ts';
import type { Certificate } from './certificate.ts';

const COLUMNS = ['kind', 'name', 'amendment', 'use', 'limit', 'unit', 'result', 'from'] as const;

type Line = readonly [kind: string, name: string, ...others: string[]];

/** A line for each thing that was found, with the columns `kind,name,amendment,use,limit,unit,result,from`. */
export function certificateCsv(certificate: Certificate): string {
  const { ifra, eu_allergens: allergens, unknown } = certificate;
  const limits = ifra.limits.map((one): Line => {
    const result = one.passes ? 'passes' : 'fails';
    return [
      'limit',
      one.name,
      String(one.amendment),
      useText(one.percent),
      String(one.limit),
      '% of the product',
      result,
      sourcesText(one),
    ];
  });
  const prohibited = ifra.prohibited.map((one): Line => standardLine('prohibited', one, 'fails'));
  const open = ifra.open.map((one): Line => standardLine('open question', one, one.why));
  const threshold = String(allergens.threshold ?? '');
  const found = [...allergens.found, ...allergens.banned].map((one): Line => {
    const result = allergens.banned.includes(one) ? 'banned' : one.declared ? 'declare' : 'below threshold';
    const from = one.from_naturals ? 'naturals, which vary' : '';
    return ['EU allergen', one.inci, '', useText(one.ppm), threshold, 'ppm of the product', result, from];
  });
  const lines: Line[] = [
    ['formula', certificate.formula, '', '', '', '', '', ''],
    ['category', certificate.category, '', '', '', '', '', ''],
    ['date', certificate.date, '', '', '', '', '', ''],
    ['IFRA', `amendment ${ifra.amendment}`, '', '', '', '', ifra.passes ? 'passes' : 'fails', ''],
    [
      'concentrate',
      '',
      '',
      trimmed(certificate.concentrate, 6),
      trimmed(ifra.largest_concentrate, 2),
      '% of the product',
      '',
      '',
    ],
    ['phototoxic sum', '', '', useText(ifra.phototoxic_sum), '1', 'of the limits', '', ''],
    ...limits,
    ...prohibited,
    ...open,
    ...found,
    ...unknown.without_standard.map((name): Line => unknownLine(name, 'no standard found')),
    ...unknown.inside.map((name): Line => unknownLine(name, 'constituents unknown')),
    ['unnamed', '', '', useText(unknown.unnamed_percent), '', '% of the concentrate', '', ''],
  ];
  return csvText([[...COLUMNS], ...lines]);
}

type Standard = Certificate['ifra']['prohibited'][number];

const standardLine = (kind: string, one: Standard, result: string): Line => [
  kind,
  one.name,
  String(one.amendment),
  useText(one.percent),
  '',
  '% of the product',
  result,
  sourcesText(one),
];

const unknownLine = (name: string, why: string): Line => ['unknown', name, '', '', '', '', why, ''];

const sourcesText = ({ sources }: Standard): string =>
  sources
    .map(({ material, constituent, percent, basis }) => {
      const inside = constituent === null ? '' : `, as ${constituent} (${basis})`;
      return `${material} ${useText(percent)} %${inside}`;
    })
    .join('; ');
