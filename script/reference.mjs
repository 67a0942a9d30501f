/** The pages of docs/reference that are printed from declarations. Pure: takes what is declared, returns Markdown. */

/**
 * @typedef {import('@accord/knobs').Knob} Knob
 * @typedef {import('@accord/knobs').KnobSet} KnobSet
 * @typedef {import('@accord/kernel').ErrorKind} ErrorKind
 * @typedef {(knobName: string) => string} VariableOf
 */

const MADE_BY = '<!-- Printed by `npm run docs` from the declarations; edit those, not this page. -->';

/** Pipes and line breaks would end a cell, and `<role>` would be taken for a tag. */
const cell = (/** @type {string} */ text) =>
  text.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll('\n', ' ');

const code = (/** @type {unknown} */ value) => `\`${String(value)}\``;

const plain = (/** @type {number} */ value) => value.toLocaleString('en-US', { maximumFractionDigits: 6 });

/** @returns {string} */
function table(/** @type {readonly string[]} */ head, /** @type {readonly (readonly string[])[]} */ rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @returns {string} */
function defaultOf(/** @type {Knob} */ knob) {
  if (knob.type === 'number' && knob.variants !== undefined) {
    return Object.entries(knob.variants)
      .map(([variant, value]) => `${variant} ${plain(value)}`)
      .join(', ');
  }
  if (knob.type === 'number') return plain(knob.default);
  return knob.default === '' ? '(empty)' : code(knob.default);
}

/** @returns {string} */
function takesOf(/** @type {Knob} */ knob) {
  switch (knob.type) {
    case 'number': {
      const [min, max] = knob.range;
      return `${knob.integer ? 'whole number' : 'number'}, ${plain(min)} to ${plain(max)}${knob.unit === '1' ? '' : ` ${knob.unit}`}`;
    }
    case 'flag':
      return '`true` or `false`';
    case 'choice':
      return knob.choices.map(code).join(' or ');
    case 'text':
      return `text, at most ${plain(knob.maxLength)} characters${knob.secret ? '; secret, never printed' : ''}`;
  }
}

/** @returns {string} */
function knobSection(/** @type {KnobSet} */ { prefix, knobs }, /** @type {VariableOf} */ variableOf) {
  const rows = Object.entries(knobs).map(([key, knob]) => {
    const name = `${prefix}.${key}`;
    const variants = knob.type === 'number' && knob.variants !== undefined;
    return [
      code(variants ? `${name}.*` : name),
      defaultOf(knob),
      takesOf(knob),
      knob.scope === 'process' ? 'start' : 'each request',
      code(variants ? `${variableOf(name)}_*` : variableOf(name)),
      knob.effect,
    ];
  });
  return `## ${prefix}\n\n${table(['Knob', 'Default', 'Takes', 'Read at', 'Variable', 'Effect of more, or of `true`'], rows)}\n`;
}

/** @returns {string} docs/reference/knobs.md */
export function knobsPage(/** @type {readonly KnobSet[]} */ sets, /** @type {VariableOf} */ variableOf) {
  const sections = [...sets]
    .sort((a, b) => (a.prefix < b.prefix ? -1 : 1))
    .map((set) => knobSection(set, variableOf));
  return `# Knobs

${MADE_BY}

Every parameter that can be tuned, declared once beside the code that reads it. \`configs/{development,staging,production}.yaml\`
sets a knob by its name (\`APP_ENV\` chooses the file), a variable of the environment outranks the file, and an unknown
name or a value out of range stops the start. \`.*\` and \`_*\` stand for a mode: \`fast\`, \`balanced\`, \`creative\`; in the
variable it is in capitals. \`accord config show\` prints each value with where it came from.

${sections.join('\n')}`;
}

/** @returns {string} docs/reference/errors.md */
export function errorsPage(/** @type {readonly ErrorKind[]} */ kinds) {
  const rows = [...kinds]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map((kind) => [code(kind.code), String(kind.status), kind.title, kind.remedy]);
  return `# Errors

${MADE_BY}

A code is stable: it is never renamed or given another meaning. Over HTTP an error is a problem document
(RFC 9457, \`application/problem+json\`) with the status below, the \`code\`, the input \`field\` at fault where there is
one, and in \`instance\` the id of the request, under which the log has the cause. The command line prints the code and the remedy
to standard error and exits with 1; settings that are refused stop the start the same way.

${table(['Code', 'Status', 'What happened', 'What to do'], rows)}
`;
}

/** What each warning says. A code of the contract that is not here stops `npm run docs`. */
const WARNINGS = {
  contradiction: 'The same thing is wanted and refused, or two wishes cannot both be met.',
  off_topic: 'The text is not about a scent; every field is inferred and no family is preferred.',
  unknown_note: 'The text names a note or material that is not in the lexicon; the rest is read as usual.',
  unusual_pairing:
    'The brief can be met, but its parts seldom go together. Raised in balanced and creative mode.',
  unsupported_currency:
    'A price is in another currency than won or US dollars, and no tier was read from it.',
  constraint_conflict:
    'A demand that a note or another demand cannot keep: vegan, naturals only or free of allergens. Raised in balanced and creative mode.',
  budget_conflict:
    'The price named does not pay for a note or a demand of the wish. Raised in balanced and creative mode.',
  unit_mismatch:
    'A number is not what its words say once the unit is minded: percent, parts per million, an amount of money. Raised where a model read the wish.',
  inconsistent_field: 'Two fields of the brief cannot both be right. Raised in balanced and creative mode.',
};

/** What leads to each profile. */
const PROFILES = {
  daily_fresh: 'Work, office, school, commute, every day; also when no occasion is named.',
  evening_elegant: 'A party, a formal dinner, a night out.',
  sporty: 'Gym, running, sports.',
  romantic_date: 'A date.',
  cozy_relaxing: 'An evening in, reading, sleep.',
  special_occasion: 'A wedding, a ceremony.',
  holiday_escape: 'A holiday, a resort, a journey.',
};

/** @returns {string} */
function described(
  /** @type {readonly string[]} */ codes,
  /** @type {Readonly<Record<string, string>>} */ meanings,
  /** @type {string} */ heading,
) {
  const undescribed = codes.filter((one) => meanings[one] === undefined);
  const gone = Object.keys(meanings).filter((one) => !codes.includes(one));
  if (undescribed.length > 0 || gone.length > 0) {
    throw new Error(`script/reference.mjs: describe ${undescribed.join(', ')}; drop ${gone.join(', ')}`);
  }
  return table(
    [heading, 'Meaning'],
    codes.map((one) => [code(one), meanings[one] ?? '']),
  );
}

/** @returns {string} the ceilings of the budget tiers, from the declared knobs */
function budgetTable(/** @type {readonly string[]} */ tiers, /** @type {readonly KnobSet[]} */ sets) {
  const knobs = sets.find(({ prefix }) => prefix === 'fragrance.brief')?.knobs ?? {};
  const ceiling = (/** @type {string} */ tier, /** @type {string} */ currency) => {
    const knob = knobs[`${tier}_max_${currency}`];
    return knob?.type === 'number' ? plain(knob.default) : 'above';
  };
  return table(
    ['Tier', 'Won, up to', 'US dollars, up to'],
    tiers.map((tier) => [code(tier), ceiling(tier, 'krw'), ceiling(tier, 'usd')]),
  );
}

/**
 * Fills the lists of docs/reference/brief.md, each between `<!-- list: name -->` and `<!-- end -->`.
 *
 * @param {string} page the page as it stands
 * @param {typeof import('@accord/contract')} contract
 * @param {readonly KnobSet[]} sets
 * @returns {string}
 */
export function briefPage(page, contract, sets) {
  const inline = (/** @type {readonly string[]} */ names) => names.map(code).join(', ');
  /** @type {Readonly<Record<string, string>>} */
  const lists = {
    families: inline(contract.FAMILIES),
    moods: inline(contract.MOODS),
    seasons: inline(contract.SEASONS),
    categories: inline(contract.PRODUCT_CATEGORIES),
    profiles: described(contract.TARGET_PROFILES, PROFILES, 'Profile'),
    warnings: described(contract.WARNING_CODES, WARNINGS, 'Code'),
    budget: budgetTable(contract.BUDGET_TIERS, sets),
  };
  const filled = new Set();
  const text = page.replace(
    /<!-- list: (\w+) -->\n[\s\S]*?<!-- end -->/g,
    (_block, /** @type {string} */ name) => {
      const list = lists[name];
      if (list === undefined) throw new Error(`docs/reference/brief.md: there is no list ${name}`);
      filled.add(name);
      return `<!-- list: ${name} -->\n\n${list}\n\n<!-- end -->`;
    },
  );
  const missing = Object.keys(lists).filter((name) => !filled.has(name));
  if (missing.length > 0) throw new Error(`docs/reference/brief.md lacks the lists ${missing.join(', ')}`);
  return text;
}
