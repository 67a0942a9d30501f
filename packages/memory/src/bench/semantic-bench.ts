import { openDictionary } from '../codec/dictionary.ts';
import { encodePack } from '../codec/pack.ts';
import { trainDictionary } from '../codec/train.ts';
import { checkFacts } from '../semantic-form/fact-check.ts';
import { factsOf } from '../semantic-form/facts.ts';
import { createShortening } from '../semantic-form/shorten.ts';
import { isSmallerForm } from '../semantic-form/smaller-form.ts';
import type { CodecBenchOptions, CodecCorpus } from './codec-bench.ts';

export interface SemanticMeasure {
  readonly texts: number;
  /** Of which there is a semantic form, which takes fewer bytes. */
  readonly shortened: number;
  /** Bytes of a pack of the texts as they are. */
  readonly lossless: number;
  /** Of a pack of their semantic forms, and of the others as they are. */
  readonly semantic: number;
  /** Of a pack of nothing but the facts: less is not to be had while all of them stay. */
  readonly factsAlone: number;
  readonly facts: number;
  readonly factsLost: number;
  readonly characters: number;
  readonly charactersLeft: number;
  /** As they would be recalled. */
  readonly forms: readonly string[];
}

/** What the semantic form saves in packs, and what it loses. */
export async function measureSemantic(
  { train, test }: CodecCorpus,
  { dictionaryBytes, packLevel }: Pick<CodecBenchOptions, 'dictionaryBytes' | 'packLevel'>,
): Promise<SemanticMeasure> {
  const dictionary = openDictionary(1, trainDictionary(train, { bytes: dictionaryBytes }));
  const packed = (all: readonly string[]): number => {
    const records = all.map((text) => Buffer.from(text));
    return encodePack(records, { level: packLevel, dictionary }).length;
  };
  const shorten = createShortening();
  const texts = test.map((bytes) => Buffer.from(bytes).toString('utf8'));
  const short: (string | undefined)[] = [];
  for (const [at, text] of texts.entries()) {
    const form = await shorten(text);
    const isKept =
      form !== undefined &&
      isSmallerForm(Buffer.from(form), test[at] ?? new Uint8Array(), { level: packLevel, dictionary });
    short.push(isKept ? form : undefined);
  }
  const forms = texts.map((text, at) => short[at] ?? text);
  const facts = texts.map(factsOf);
  const total = (all: readonly string[]): number => all.reduce((sum, { length }) => sum + length, 0);
  return {
    texts: texts.length,
    shortened: short.filter((text) => text !== undefined).length,
    lossless: packed(texts),
    semantic: packed(forms),
    factsAlone: packed(facts.map((some) => some.map(({ value }) => value).join(' '))),
    facts: facts.reduce((sum, some) => sum + some.length, 0),
    factsLost: texts.reduce((sum, text, at) => sum + checkFacts(text, forms[at] ?? '').lost.length, 0),
    characters: total(texts),
    charactersLeft: total(forms),
    forms,
  };
}
