import type { Brief, BriefReply, Family, Meta } from '@accord/contract';
import { LABELS, type Labels } from './labels.ts';
import { type Paint, padEnd, visible } from './terminal.ts';

const BAR_CELLS = 12;
const LABEL_COLUMNS = 13;
const NAME_COLUMNS = 11;

/** A brief for a person to read, in its own language, with the words that led to each field. */
export function briefLines(text: string, { brief, meta }: BriefReply, paint: Paint): string[] {
  const labels = LABELS[brief.language];
  const row = (field: keyof Labels['fields'], value: string): string =>
    paint('bold', padEnd(labels.fields[field], LABEL_COLUMNS)) + value;
  const said = (field: keyof Brief, value: string): string =>
    value + basis(text, brief, field, labels, paint);

  return [
    row('style', said('style', labels.families[brief.style])),
    ...familyRows(text, brief, labels, paint, row('families', '')),
    ...optional(noteNames(brief, labels), (notes) => row('notes', said('notes', notes))),
    row('intensity', said('intensity', degree(brief.intensity))),
    row('complexity', said('complexity', degree(brief.complexity))),
    row('product_category', said('product_category', brief.product_category)),
    row('target_profile', said('target_profile', labels.profiles[brief.target_profile])),
    ...optional(brief.mood.join(', '), (mood) => row('mood', said('mood', mood))),
    ...optional(brief.season.map((season) => labels.seasons[season]).join(', '), (season) =>
      row('season', said('season', season)),
    ),
    row('budget_tier', said('budget_tier', labels.budgets[brief.budget_tier])),
    ...optional(constraintNames(brief, labels), (names) => row('constraints', said('constraints', names))),
    ...brief.creative_hints.map((hint, index) =>
      index === 0 ? row('creative_hints', visible(hint)) : ' '.repeat(LABEL_COLUMNS) + visible(hint),
    ),
    ...(brief.hints_source === 'templates'
      ? [paint('dim', ' '.repeat(LABEL_COLUMNS) + labels.templates)]
      : []),
    ...brief.warnings.map(({ code, message }) =>
      paint('yellow', `${row('warnings', '')}${visible(message)} (${code})`),
    ),
    '',
    paint('dim', `${padEnd(labels.fields.decided, LABEL_COLUMNS)}${decidedBy(meta)}`),
    paint('dim', `${' '.repeat(LABEL_COLUMNS)}${labels.explain} ${meta.id}`),
  ];
}

const optional = (value: string, toRow: (value: string) => string): string[] =>
  value === '' ? [] : [toRow(value)];

const degree = (value: number): string => value.toFixed(2).replace(/0$/, '');

function familyRows(text: string, brief: Brief, labels: Labels, paint: Paint, heading: string): string[] {
  const families = Object.entries(brief.notes_preference) as [Family, number][];
  const spoken = families.filter(
    ([family]) => quotesFor(text, brief, `notes_preference.${family}`).length > 0,
  );
  const shown = spoken.length > 0 ? spoken : families;
  return shown
    .sort(([, a], [, b]) => b - a)
    .map(([family, value], index) => {
      const lead = index === 0 ? heading : ' '.repeat(LABEL_COLUMNS);
      const name = padEnd(labels.families[family], NAME_COLUMNS);
      const quotes = basis(text, brief, `notes_preference.${family}`, labels, paint);
      return `${lead}${name}${paint('green', bar(value))} ${degree(value)}${quotes}`;
    });
}

function bar(value: number): string {
  const filled = Math.round(value * BAR_CELLS);
  return '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
}

/** The words that led to a field or to a part of it. */
function quotesFor(text: string, brief: Brief, field: string): string[] {
  const quotes = brief.evidence
    .filter((evidence) => evidence.field === field || evidence.field.startsWith(`${field}.`))
    .map(({ start, end }) => `“${visible(text.slice(start, end))}”`);
  return [...new Set(quotes)];
}

/** What a value stands on: the words that were said, or that nothing was. */
function basis(text: string, brief: Brief, field: string, labels: Labels, paint: Paint): string {
  const quotes = quotesFor(text, brief, field);
  if (quotes.length > 0) return `  ${paint('cyan', quotes.join(' '))}`;
  return brief.inferred.includes(field) ? `  ${paint('dim', labels.inferred)}` : '';
}

function noteNames({ notes }: Brief, labels: Labels): string {
  return [...notes.required, ...notes.excluded.map(labels.without)].map(visible).join(', ');
}

function constraintNames({ constraints }: Brief, labels: Labels): string {
  return (['allergen_free', 'vegan', 'natural_only'] as const)
    .filter((name) => constraints[name])
    .map((name) => labels.constraints[name])
    .join(', ');
}

function decidedBy({ mode_used: mode, engines, timings_ms: timings }: Meta): string {
  const names = [...new Set(engines.map(({ engine }) => engine))].join(', ');
  return `${mode} · ${engines.map(({ role }) => role).join(' → ')} · ${names} · ${timings['total'] ?? 0} ms`;
}
