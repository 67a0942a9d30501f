import { readArguments } from '../arguments.ts';
import { briefLines } from '../brief-view.ts';
import type { Command } from '../command.ts';
import { createBrief } from '../create-brief.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  mode: { type: 'string' },
  language: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const briefCommand: Command = {
  help: `Usage: accord brief "<description>" [options]

Reads a wish in Korean, English or both into a structured brief. Without a description, reads it from standard input.

  --mode fast|balanced|creative   balanced when left out
  --language ko|en                recognised from the text when left out
  --json                          print exactly what POST /api/briefs replies

Example: accord brief "A quiet woody scent for autumn evenings, nothing powdery, under $40"`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const { mode, language } = values;
    const text = positionals.length > 0 ? positionals.join(' ') : (await terminal.readPiped()).trim();
    const body = { text, ...(mode !== undefined && { mode }), ...(language !== undefined && { language }) };
    const reply = await withAccord((accord) => createBrief(accord, body));
    if (values.json) return terminal.print(reply.text);
    for (const line of briefLines(text, reply.value, terminal.paint)) terminal.print(line);
  },
};
