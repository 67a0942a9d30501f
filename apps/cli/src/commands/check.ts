import type { FormulaReport } from '@accord/contract';
import { readArguments, refuseWords } from '../arguments.ts';
import { callOperation } from '../call-operation.ts';
import type { Command } from '../command.ts';
import { reportLines } from '../formula-view.ts';
import { readNamedFile } from '../read-file.ts';
import { UsageError } from '../usage-error.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  concentrate: { type: 'string' },
  category: { type: 'string' },
  prices: { type: 'string' },
  materials: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const checkCommand: Command = {
  help: `Usage: accord check [FILE] --concentrate N --category C [options]

Checks a formula against the 51st amendment of IFRA, lists its allergens, and says how it smells and what it costs. FILE is
JSON, CSV or text such as "Bergamot 15 %"; without it, the formula is read from standard input. Ends with status 1 when
the formula does not meet the standards.

  --concentrate N   % of the concentrate in the finished product; what the formula says when left out
  --category C      of IFRA, such as 4 or 5A, or EDP, EDT, Cologne, Body Spray
  --prices FILE     CSV with the columns material,supplier,usd_per_kg,grams
  --materials FILE  CSV of your own, with the columns name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa
  --json            print exactly what POST /api/formulas/check replies

Example: accord check cologne.csv --concentrate 4 --category Cologne`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [file, ...rest] = positionals;
    refuseWords(rest);
    const { concentrate, category, prices, materials } = values;
    const body = {
      ...formulaIn(file === undefined ? await terminal.readPiped() : readNamedFile(file)),
      ...(concentrate !== undefined && { concentrate: concentrate.replace(/\s?%$/, '') }),
      ...(category !== undefined && { category }),
      ...(prices !== undefined && { prices: readNamedFile(prices) }),
      ...(materials !== undefined && { materials: readNamedFile(materials) }),
    };
    const reply = await withAccord((accord) => callOperation<FormulaReport>(accord, 'checkFormula', body));
    if (values.json) terminal.print(reply.text);
    else for (const line of reportLines(reply.value, terminal.paint)) terminal.print(line);
    if (!reply.value.law.passes) process.exitCode = 1;
  },
};

/** JSON is an object; what begins otherwise is text or CSV. */
function formulaIn(content: string): { readonly formula: unknown } | { readonly text: string } {
  if (!content.trimStart().startsWith('{')) return { text: content };
  try {
    return { formula: JSON.parse(content) };
  } catch {
    throw new UsageError('The formula begins as JSON and is none');
  }
}
