import { fragranceErrors } from '../../errors.ts';
import type { Formula } from '../formula.ts';
import { refuse, type WrittenFormula, type WrittenLine, type WrittenSetting } from './written-formula.ts';

/** What a dilution is in where nobody says so. */
export const USUAL_SOLVENT = 'DPG';

type Unit = Formula['unit'];

interface Quantity {
  readonly item: string;
  readonly amount: string;
  readonly unit: Unit | undefined;
}

const LONGEST_LINE = 300;
const NUMBER = String.raw`[-+]?\d+(?:[.,]\d+)?`;
const UNIT = String.raw`%|percent|parts?|pts?|grams?|g|퍼센트|부|그램`;
/** The number stands apart from the name, so that "Aldehyde C-12" has none. */
const LAST = new RegExp(String.raw`^(.*?)[\s:;=|,]+(${NUMBER})\s?(${UNIT})?$`, 'i');
const FIRST = new RegExp(String.raw`^(${NUMBER})\s?(${UNIT})?[\s:]+(.+)$`, 'i');
const DILUTION = new RegExp(String.raw`^@\s?(${NUMBER})\s?%?(.*)$`);
const SOLVENT = /^\s?in (.+)$/i;
const SETTING = /^(name|concentrate|concentration|category|product|이름|농도|제품)\s?:\s?(.+)$/i;
const SECTION = /^\[([^\]]*)\]$/;
const BY_VOLUME = /\s\d[\d.,]*\s?(?:ml|drops?|방울)$/i;

/**
 * Reads a formula as it is pasted: a material a line with its amount before or behind it, "@10 % in DPG" for a dilution,
 * `[name]` before the lines of an accord, `Concentrate: 15 %` and `Category: EDT` for settings, `#` before a remark.
 *
 * @throws AccordError FORMULA_UNREADABLE, with the line
 */
export function readText(text: string): WrittenFormula {
  const settings = new Map<string, WrittenSetting>();
  const lines: WrittenLine[] = [];
  const accords = new Map<string, WrittenLine[]>();
  let into = lines;
  let unit: Unit | undefined;
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const place = `text.line.${index + 1}`;
    const line = plain(raw, place);
    if (line === '') return;
    const [, key, value] = SETTING.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      settings.set(settingOf(key), { value: value.replace(/\s?%$/, ''), place });
      return;
    }
    const [, section] = SECTION.exec(line) ?? [];
    if (section !== undefined) {
      into = accordCalled(section.trim(), accords, place);
      return;
    }
    const read = readLine(line, place);
    if (into === lines) unit = sameUnit(unit, read.unit ?? 'parts', place);
    into.push(read.line);
  });
  return {
    name: settings.get('name')?.value,
    unit: unit ?? 'parts',
    lines,
    accords,
    concentrate: settings.get('concentrate'),
    category: settings.get('category'),
    place: 'text',
  };
}

/** Without remarks, marks of lists and runs of spaces. */
function plain(raw: string, place: string): string {
  const line = raw.split('#', 1)[0]?.replace(/\s+/g, ' ').trim() ?? '';
  if (line.length > LONGEST_LINE) unreadable(`A line has up to ${LONGEST_LINE} characters.`, place);
  return line.replace(/^[*•·–-] /, '');
}

function settingOf(key: string): 'name' | 'concentrate' | 'category' {
  const word = key.toLowerCase();
  if (word === 'name' || word === '이름') return 'name';
  return word.startsWith('concentrat') || word === '농도' ? 'concentrate' : 'category';
}

function accordCalled(name: string, accords: Map<string, WrittenLine[]>, place: string): WrittenLine[] {
  if (name === '') unreadable('An accord needs a name.', place);
  if (accords.has(name)) unreadable(`There are two accords ${name}.`, place);
  const lines: WrittenLine[] = [];
  accords.set(name, lines);
  return lines;
}

function sameUnit(unit: Unit | undefined, found: Unit, place: string): Unit {
  if (unit !== undefined && unit !== found)
    unreadable('Some lines are in % and some in parts. Give all in one of them.', place);
  return found;
}

interface ReadLine {
  readonly line: WrittenLine;
  readonly unit: Unit | undefined;
}

function readLine(line: string, place: string): ReadLine {
  const sign = line.indexOf('@');
  if (sign !== -1) return readDilution(line, sign, place);
  const { item, amount, unit } = quantityOf(line) ?? missing(line, place);
  return { line: { item, amount, place }, unit };
}

/** The amount of a dilution stands behind its solvent or, where nothing does, with the material. */
function readDilution(line: string, sign: number, place: string): ReadLine {
  const [, percent, rest = ''] = DILUTION.exec(line.slice(sign)) ?? [];
  if (percent === undefined)
    unreadable('After @ stands the strength of the dilution, such as @10 % in DPG.', place);
  const before = line.slice(0, sign).trim();
  const behind = lastQuantity(` ${rest}`);
  const { item, amount, unit } =
    behind === undefined ? (quantityOf(before) ?? missing(line, place)) : { ...behind, item: before };
  const solvent = SOLVENT.exec((behind?.item ?? rest).trim())?.[1] ?? USUAL_SOLVENT;
  return { line: { item, amount, dilution: { percent, solvent }, place }, unit };
}

function quantityOf(text: string): Quantity | undefined {
  const [, amount, unit, item] = FIRST.exec(text) ?? [];
  return lastQuantity(text) ?? (item === undefined ? undefined : quantity(item, amount, unit));
}

function lastQuantity(text: string): Quantity | undefined {
  const [, item, amount, unit] = LAST.exec(text) ?? [];
  return item === undefined ? undefined : quantity(item, amount, unit);
}

function quantity(item: string, amount = '', unit = ''): Quantity {
  return {
    item: item.replace(/\s?[-–]$/, '').trim(),
    amount,
    unit: unit === '' ? undefined : /^(?:%|percent|퍼센트)$/i.test(unit) ? 'percent' : 'parts',
  };
}

function missing(line: string, place: string): never {
  if (BY_VOLUME.test(line)) unreadable('A formula is by weight: give parts, grams or %.', place);
  return unreadable(`There is no amount in "${line.slice(0, 60)}".`, place);
}

function unreadable(detail: string, place: string): never {
  refuse(fragranceErrors.FORMULA_UNREADABLE, detail, place);
}
