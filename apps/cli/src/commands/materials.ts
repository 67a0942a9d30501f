import type { MaterialsReply } from '@accord/contract';
import { readArguments } from '../arguments.ts';
import { callOperation } from '../call-operation.ts';
import type { Command } from '../command.ts';
import { materialLines } from '../formula-view.ts';
import { runShelf, SHELF_HELP } from './materials-shelf.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = { limit: { type: 'string' }, json: { type: 'boolean' } } as const;

export const materialsCommand: Command = {
  help: `Usage: accord materials [search] [options]

Lists the materials whose name, synonym or CAS number holds the words, all of them without words: name, CAS number, kind,
place in the evaporation, families of smell, and the standards of IFRA that they or what they hold fall under.

  --limit N  at most so many, 100 when left out
  --json     print exactly what POST /api/materials/search replies, with figures and their sources

${SHELF_HELP}

Examples: accord materials bergamot
          accord materials import stock prices.csv`,

  async run(args, terminal) {
    if (await runShelf(args, terminal)) return;
    const { values, positionals } = readArguments(args, OPTIONS);
    const text = positionals.join(' ');
    const body = {
      ...(text !== '' && { text }),
      ...(values.limit !== undefined && { limit: Number(values.limit) }),
    };
    const reply = await withAccord((accord) => callOperation<MaterialsReply>(accord, 'findMaterials', body));
    if (values.json) return terminal.print(reply.text);
    for (const line of materialLines(reply.value, terminal.paint)) terminal.print(line);
  },
};
