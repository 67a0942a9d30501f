import { trimmed, useText } from '../print/figures.ts';
import { facts, html, type Markup, page, table } from '../print/markup.ts';
import type { Certificate } from './certificate.ts';
import { type CertificateWords, certificateWords } from './words.ts';

/** A page to print, in Korean or English. Names of standards and materials stay as their sources have them. */
export function certificatePage(certificate: Certificate, language: 'ko' | 'en'): string {
  const words = certificateWords(language);
  const { ifra } = certificate;
  const body = html`<h1>${words.title}</h1>
${headOf(certificate, words)}
<h2>IFRA</h2>
${ifra.limits.length === 0 ? html`<p>${words.noLimits}</p>` : limitsOf(certificate, words)}
<p>${words.phototoxic}: ${useText(ifra.phototoxic_sum)}</p>
${standardsOf(
  words.prohibited,
  ifra.prohibited.map((one) => ({ ...one, remark: words.forbidden })),
  words,
)}
${standardsOf(
  words.open,
  ifra.open.map((one) => ({ ...one, remark: words.why[one.why] })),
  words,
)}
<h2>${words.allergens}</h2>
${allergensOf(certificate, language, words)}
<h2>${words.unknown}</h2>
${unknownOf(certificate, words)}
<p>${words.scope}</p>`;
  return page(language, `${words.title} – ${certificate.formula}`, body);
}

function headOf(
  { formula, category, concentrate, date, ifra }: Certificate,
  words: CertificateWords,
): Markup {
  const largest =
    ifra.prohibited.length > 0 ? words.noneLargest : `${trimmed(ifra.largest_concentrate, 2)} %`;
  const verdict = ifra.passes ? words.passes(ifra.amendment) : words.fails(ifra.amendment);
  return html`${facts([
    [words.formula, formula],
    [words.category, category],
    [words.concentrate, `${trimmed(concentrate, 6)} %`],
    [words.date, date],
  ])}
<p class="box"><strong>${verdict}</strong> ${words.largest}: ${largest}.</p>`;
}

const limitsOf = ({ ifra }: Certificate, words: CertificateWords): Markup =>
  table(
    words.limits,
    [words.standard, words.amendment, words.use, words.limit, words.result, words.from],
    ifra.limits.map((one) => [
      one.name,
      one.amendment,
      useText(one.percent),
      String(one.limit),
      one.passes ? '✓' : '✗',
      sourcesText(one, words),
    ]),
  );

type Remarked = Certificate['ifra']['prohibited'][number] & { readonly remark: string };

const standardsOf = (caption: string, standards: readonly Remarked[], words: CertificateWords): Markup =>
  standards.length === 0
    ? html``
    : table(
        caption,
        [words.standard, words.amendment, words.use, words.result, words.from],
        standards.map((one) => [
          one.name,
          one.amendment,
          useText(one.percent),
          one.remark,
          sourcesText(one, words),
        ]),
      );

function sourcesText(
  { sources }: Certificate['ifra']['prohibited'][number],
  words: CertificateWords,
): string {
  return sources
    .map(({ material, constituent, percent, basis }) => {
      const inside =
        constituent === null ? '' : `, ${words.asConstituent} ${constituent} (${words.basis[basis]})`;
      return `${material} ${useText(percent)} %${inside}`;
    })
    .join('; ');
}

function allergensOf(
  { eu_allergens: { threshold, found, banned, label } }: Certificate,
  language: 'ko' | 'en',
  words: CertificateWords,
): Markup {
  if (threshold === null) return html`<p>${words.noCosmetic}</p>`;
  const rows = [
    ...banned.map((one) => ({ ...one, result: words.banned })),
    ...found.map((one) => ({ ...one, result: one.declared ? words.declared : words.below })),
  ];
  const text = label[language];
  return html`<p class="box"><strong>${words.label}</strong>: ${text === '' ? words.noLabel : text}</p>
${table(
  `${words.threshold} ${threshold} ppm`,
  [words.allergen, words.amount, words.result, ''],
  rows.map((one) => [
    language === 'ko' && one.korean !== null ? `${one.korean} (${one.inci})` : one.inci,
    useText(one.ppm),
    one.result,
    one.from_naturals ? words.fromNaturals : '',
  ]),
)}`;
}

function unknownOf({ unknown }: Certificate, words: CertificateWords): Markup {
  const list = (caption: string, names: readonly string[]): Markup =>
    names.length === 0 ? html`` : html`<p>${caption}: ${names.join(', ')}.</p>`;
  const unnamed =
    unknown.unnamed_percent > 0 ? html`<p>${useText(unknown.unnamed_percent)} ${words.unnamed}.</p>` : html``;
  const none = unknown.unnamed_percent === 0 && unknown.inside.length === 0;
  return html`${list(words.withoutStandard, unknown.without_standard)}${list(words.inside, unknown.inside)}${unnamed}${
    none ? html`<p>${words.nothingUnknown}</p>` : html``
  }`;
}
