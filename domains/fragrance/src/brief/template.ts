import { existsSync, readFileSync } from 'node:fs';

const MARK = /\{\{\s*(>?)\s*([a-z_]+)\s*\}\}/g;

export interface TemplateFolder {
  /** Where the templates lie; parts lie in `parts/` below it. */
  readonly folder: URL;
  /** What the slots stand for. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Fills a template: `{{name}}` is replaced by a value and `{{> name}}` by the part `parts/name.<language>.md`, which may
 * have slots of its own but no parts. A value is put in as it is and never looked at again, so nothing in it is taken for
 * a mark.
 *
 * @throws TypeError for a template, part or value that does not exist: a fault of the files, not of a request
 */
export function renderTemplate(name: string, language: string, { folder, values }: TemplateFolder): string {
  const valueOf = (slot: string, where: string): string => {
    const value = values[slot];
    if (value === undefined) throw new TypeError(`${where} has a slot {{${slot}}} that nothing fills`);
    return value;
  };
  const partOf = (part: string): string =>
    read(`parts/${part}`, language, folder).replace(MARK, (_, nested: string, slot: string) => {
      if (nested !== '') throw new TypeError(`the part ${part} includes another`);
      return valueOf(slot, `parts/${part}.${language}.md`);
    });
  return read(name, language, folder).replace(MARK, (_, part: string, slot: string) =>
    part === '' ? valueOf(slot, `${name}.${language}.md`) : partOf(slot),
  );
}

function read(name: string, language: string, folder: URL): string {
  const file = new URL(`${name}.${language}.md`, folder);
  if (!existsSync(file)) throw new TypeError(`there is no template ${name}.${language}.md`);
  return readFileSync(file, 'utf8').trim();
}
