import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cellsOf, machineLine } from './table.mjs';

const PAGE = fileURLToPath(new URL('../../docs/reference/performance.md', import.meta.url));

const OPENING = `# Performance

Measured by \`npm run bench\`, which starts the built product and what it is compared with in the same run. Each part
below is written by \`npm run bench -- NAME --write\`; the figures are those of one machine on one day.
`;

const between = (name) => ({ from: `<!-- bench:${name} -->`, to: `<!-- /bench:${name} -->` });

/** Writes each result between its markers in docs/reference/performance.md, and leaves the rest of the page. */
export function writeResults(results, page = PAGE) {
  const before = existsSync(page) ? readFileSync(page, 'utf8') : OPENING;
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, results.reduce(withResult, before));
}

/** The page with the part of this result replaced, or added at its end. */
export function withResult(page, result) {
  const { from, to } = between(result.name);
  const part = `${from}\n${partOf(result)}\n${to}`;
  const start = page.indexOf(from);
  const end = page.indexOf(to);
  if (start < 0 && end < 0) return `${page.trimEnd()}\n\n## ${result.name}\n\n${part}\n`;
  if (start < 0 || end < start) throw new Error(`the markers of ${result.name} in the page do not pair`);
  return page.slice(0, start) + part + page.slice(end + to.length);
}

function partOf({ machine, figures }) {
  const rows = figures.map((figure) => `| ${cellsOf({ ...figure, id: `\`${figure.id}\`` }).join(' | ')} |`);
  const notes = figures.map(({ id, how }) => `- \`${id}\`: ${how}`);
  return [
    `${machineLine(machine)}.`,
    '',
    '| figure | value | target | holds | baseline |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...notes,
  ].join('\n');
}
