import { ENGLISH, englishWords } from './english.ts';
import { englishStem } from './english-stem.ts';
import { numberInHangul, numberWithHangul } from './korean-numbers.ts';
import { roleOf } from './korean-roles.ts';
import { splitWord } from './korean-split.ts';
import { isTail, knownWord, readNoun, readNounVerb, readVerb, type VerbRead } from './korean-words.ts';
import type { Facet, Mark } from './mark.ts';
import { readNumber } from './numbers.ts';
import type { Token } from './tokens.ts';

/** Reads the Korean of a text, with whatever foreign words it carries: words into marks, in order. */
export function readKorean(tokens: readonly Token[]): Mark[] {
  return new KoreanReading(tokens).read();
}

interface Piece {
  readonly text: string;
  readonly token: Token;
}

const NOTHING: VerbRead = { kind: 'light', value: '', form: 'link', says: '' };
/** After the 아/어 form these only shade what is said. */
const SHADES = new Set(['주', '보', '버리', '놓', '두', '드리', '있', '가', '오', '내']);
/** To ask for these is to ask for the answer, not for a deed. */
const TELLS = new Set(['알리', '가르치', '설명', '말', '소개', '안내', '추천', '요약', '궁금', '답변', '이야기', '보이']);

class KoreanReading {
  readonly #pieces: Piece[] = [];
  readonly #words: { readonly text: string; readonly token: Token }[];
  #marks: Mark[] = [];
  /** The verb before, as long as only its auxiliary may follow. */
  #verb = NOTHING;
  #head = '';
  #not: Mark[] = [];
  #ability = false;

  constructor(tokens: readonly Token[]) {
    for (const token of tokens) {
      const texts = token.kind === 'hangul' && !token.joined ? splitWord(token.text) : [token.text];
      for (const text of texts) this.#pieces.push({ text, token });
    }
    this.#words = this.#pieces;
  }

  read(): Mark[] {
    let index = 0;
    while (index < this.#pieces.length) index += this.#readAt(index);
    for (const mark of this.#not) this.#marks.push({ ...mark, value: 'not *' });
    if (this.#verb.says === 'purpose' && this.#marks.every(({ facet }) => facet !== 'question'))
      this.#push('question', 'how', this.#pieces.at(-1)?.token);
    return this.#marks;
  }

  #readAt(index: number): number {
    const piece = this.#pieces[index];
    if (piece === undefined) return 1;
    const { token, text } = piece;
    if (token.kind === 'hangul') return token.joined && isTail(text) ? this.#joinedTail(text) : this.#hangul(text, token, index);
    const behind = this.#pieces[index + 1];
    if (token.kind === 'number' && behind?.token.kind === 'hangul') return this.#number(piece, behind, index);
    const number = readNumber(this.#words, index, ENGLISH);
    if (number !== undefined) {
      this.#push('number', number.value, token);
      return number.length;
    }
    if (token.kind === 'latin') return this.#latin(token);
    if (token.kind === 'break') return 1;
    if (token.kind === 'symbol') return this.#symbol(piece, index);
    this.#content(text, token, '');
    return 1;
  }

  #symbol({ text, token }: Piece, index: number): number {
    const beside = [index - 1, index + 1].some((at) => this.#pieces[at]?.token.kind === 'number');
    if (/\p{Extended_Pictographic}/u.test(text) || /^[#%&*@^=<>|$\\]$/.test(text) || (beside && /^[-+/×÷±]$/.test(text)))
      this.#content(text, token, '');
    return 1;
  }

  #latin(token: Token): number {
    for (const word of englishWords(token)) {
      const entry = ENGLISH.word(word) ?? ENGLISH.word(englishStem(word));
      const concept = entry?.kind === 'concept' || entry?.kind === 'unit' ? entry.value : englishStem(word);
      this.#content(concept, token, '', token.text);
    }
    return 1;
  }

  #number({ text, token }: Piece, behind: Piece, index: number): number {
    const joined = behind.token.joined ? behind.text : '';
    const next = joined === '' ? behind.text : (this.#pieces[index + 2]?.text ?? '');
    const { value, tail, tookNext } = numberWithHangul(text, joined, next);
    this.#push('number', value, token, roleOf([tail]));
    let taken = 1;
    if (joined !== '') taken += 1;
    if (tookNext) taken += 1;
    if (tail !== '' && !isTail(tail)) this.#hangul(tail, behind.token, index);
    return taken;
  }

  /** A particle behind a foreign word or a quotation says what that is to the sentence. */
  #joinedTail(text: string): number {
    const last = this.#marks.at(-1);
    if (last !== undefined) {
      const tails = readNoun(`것${text}`).tails;
      this.#marks[this.#marks.length - 1] = { ...last, role: roleOf(tails.length > 0 ? tails : [text]) };
      if (text.startsWith('만')) this.#push('quantifier', 'only', undefined);
    }
    return 1;
  }

  #hangul(text: string, token: Token, index: number): number {
    const next = this.#pieces[index + 1];
    const number = numberInHangul(text, next?.token.kind === 'hangul' ? next.text : '');
    if (number !== undefined) {
      this.#push('number', number.value, token, roleOf([number.tail]));
      return number.tookNext ? 2 : 1;
    }
    if (text === '안' || text === '못') {
      if (this.#verb.says === 'if') this.#ability = false;
      this.#not.push(this.#make('negation', 'not', token));
      return 1;
    }
    if (text === '수' || text === '수가' || text === '수도' || text === '수는') {
      this.#ability = this.#verb.form === 'prospective' || this.#verb.says === '';
      return 1;
    }
    const whole = knownWord(text);
    if (whole !== undefined) this.#entry(whole.kind, whole.value, token, '');
    else this.#inflected(text, token);
    return 1;
  }

  #inflected(text: string, token: Token): void {
    const read = readNoun(text);
    const known = read.tails.length > 0 ? knownWord(read.noun) : undefined;
    if (known !== undefined) return this.#entry(known.kind, known.value, token, roleOf(read.tails), read.tails);
    const verb = readVerb(text);
    if (verb !== undefined) return this.#verbal(verb, token);
    const made = readNounVerb(text);
    if (made !== undefined) {
      const entry = knownWord(made.noun);
      if (entry === undefined) this.#content(readNoun(made.noun).noun, token, 'verb');
      else this.#entry(entry.kind, entry.value, token, 'verb');
      return this.#verbal(made.verb, token);
    }
    this.#content(read.noun, token, roleOf(read.tails));
    if (read.tails.some((tail) => tail.startsWith('만') && tail !== '만큼')) this.#push('quantifier', 'only', token);
    if (read.tails.includes('마다')) this.#push('quantifier', 'each', token);
    if (read.tails.includes('밖에')) this.#push('quantifier', 'only', token);
  }

  #entry(kind: string, value: string, token: Token, role: string, tails: readonly string[] = []): void {
    if (kind === 'drop') return;
    if (kind === 'concept') this.#content(value, token, role);
    else this.#push(kind as Facet, value, token, role);
    if (tails.some((tail) => tail.startsWith('만') && tail !== '만큼')) this.#push('quantifier', 'only', token);
  }

  #verbal(verb: VerbRead, token: Token): void {
    const before = this.#verb;
    this.#verb = verb;
    if (verb.form === 'past') this.#push('tense', 'past', token);
    if (verb.says === 'future') this.#push('tense', 'future', token);
    if (verb.kind === 'verb' && !(before.form === 'open' && before.says === '' && SHADES.has(verb.value))) {
      this.#content(verb.value, token, 'verb');
      this.#verb = verb;
    } else if (verb.kind === 'light') this.#light(verb, before, token);
    if (verb.says === 'if' || verb.says === 'when') this.#push('content', '-면', token);
    if (verb.says === 'request' && !TELLS.has(this.#head) && verb.value !== '알리') this.#push('question', 'deed', token);
  }

  /** Auxiliaries: what they say depends on the ending before them. */
  #light({ value }: VerbRead, before: VerbRead, token: Token): void {
    switch (value) {
      case '않':
      case '못하':
      case '말':
        return this.#push('negation', `not ${this.#head}`, token);
      case '없':
        return this.#push('negation', this.#ability ? `not ${this.#head}` : 'not *', token);
      case '아니':
        return this.#push('negation', 'not *', token);
      case '있':
        if (this.#ability) this.#push('modality', 'can', token);
        return;
      default:
        return this.#obligation(value, before, token);
    }
  }

  #obligation(value: string, before: VerbRead, token: Token): void {
    if (before.says === 'ya') this.#push('modality', 'must', token);
    else if (before.says === 'do' && value !== '하') this.#push('modality', 'can', token);
    else if (before.says === 'if' && value === '되') {
      this.#marks = this.#marks.filter(({ value: said }, at) => !(said === '-면' && at >= this.#marks.length - 2));
      this.#push('modality', 'if_so', token);
    }
    if (this.#not.length > 0) this.#flushNot('*');
  }

  #content(value: string, token: Token, role: string, name?: string): void {
    this.#flushNot(value);
    this.#head = value;
    this.#ability = false;
    if (role !== 'verb') this.#verb = NOTHING;
    const mark = this.#make('content', value, token, role === 'verb' ? 'verb' : role);
    this.#marks.push(name === undefined ? mark : { ...mark, name });
  }

  #flushNot(head: string): void {
    for (const not of this.#not) this.#marks.push({ ...not, value: `not ${head}` });
    this.#not = [];
  }

  #push(facet: Facet, value: string, token: Token | undefined, role = ''): void {
    this.#marks.push(this.#make(facet, value, token, role));
  }

  #make(facet: Facet, value: string, token: Token | undefined, role = ''): Mark {
    return { facet, value, role, start: token?.start ?? 0, end: token?.end ?? 0 };
  }
}
