import { ENGLISH, englishWords } from './english.ts';
import { englishStem } from './english-stem.ts';
import { numberInHangul, numberWithHangul } from './korean-numbers.ts';
import { settle } from './korean-questions.ts';
import { roleOf } from './korean-roles.ts';
import { LONGEST, splitWord } from './korean-split.ts';
import {
  isTail,
  KOREAN,
  knownWord,
  readNoun,
  readNounVerb,
  readVerb,
  type VerbRead,
} from './korean-words.ts';
import type { Facet, Mark } from './mark.ts';
import { readNumber } from './numbers.ts';
import { saysSomething, type Token } from './tokens.ts';

/** Reads the Korean of a text, with whatever foreign words it carries: words into marks, in order. */
export function readKorean(tokens: readonly Token[]): Mark[] {
  return new KoreanReading(tokens).read();
}

interface Piece {
  readonly text: string;
  readonly token: Token;
}

const NOTHING: VerbRead = { kind: 'light', value: '', form: 'link', says: '', bare: true };
/** After the 아/어 form these only shade what is said. */
const SHADES = new Set(['주', '보', '버리', '놓', '두', '드리', '있', '가', '오', '내']);
/** To ask for these is to ask for the answer, not for a deed. */
const TELLS = new Set([
  '알리',
  '가르치',
  '설명',
  '말',
  '소개',
  '안내',
  '추천',
  '요약',
  '궁금',
  '답변',
  '이야기',
  '보이',
]);

const RELATIVE = 'relative';
const ADJECTIVES = new Set(KOREAN.list('adjective').get('-'));
/** Behind ㄹ these make one expression of it, which is not about the time. */
const AFTER_PROSPECTIVE = /^(?:수|때|것|거|게|걸|건|줄|만|만큼|까|예정|정도|뿐|지)/;
/** Forms of 누구 that hold their particle. */
const ROLES_OF_WORDS = new Map([
  ['누가', 'subject'],
  ['누굴', 'object'],
]);
const CONDITION = '-면';

/** Before a number they are halves of the day. */
const HALVES = new Map([
  ['아침', 'am'],
  ['새벽', 'am'],
  ['저녁', 'pm'],
  ['밤', 'pm'],
]);

class KoreanReading {
  readonly #pieces: Piece[] = [];
  readonly #words: { readonly text: string; readonly token: Token }[];
  #marks: Mark[] = [];
  /** The verb before, as long as only its auxiliary may follow. */
  #verb = NOTHING;
  #head = '';
  #not: Mark[] = [];
  #ability = false;
  #wants: Token | undefined;

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
    // "… 하고 싶어요" and "… 하려면?" ask how.
    const wants = this.#wants ?? (this.#verb.says === 'purpose' ? this.#pieces.at(-1)?.token : undefined);
    if (wants !== undefined && this.#marks.every(({ facet }) => facet !== 'question'))
      this.#push('question', 'how', wants);
    return settle(this.#marks);
  }

  #readAt(index: number): number {
    const piece = this.#pieces[index];
    if (piece === undefined) return 1;
    const { token, text } = piece;
    if (token.kind === 'hangul')
      return token.joined && isTail(text) ? this.#joinedTail(text) : this.#hangul(text, token, index);
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
    if (saysSomething(text, beside)) this.#content(text, token, '');
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
    if (text.length > LONGEST) {
      this.#content(text, token, '');
      return 1;
    }
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
    if (text === '몇') return this.#howMany(token, next);
    const half =
      next !== undefined &&
      (next.token.kind === 'number' ||
        numberInHangul(next.text, this.#pieces[index + 2]?.text ?? '') !== undefined)
        ? HALVES.get(text)
        : undefined;
    if (half !== undefined) {
      this.#push('date', half, token);
      return 1;
    }
    if (text === '수' || text === '수가' || text === '수도' || text === '수는') {
      this.#ability = this.#verb.form === 'prospective' || this.#verb.says === '';
      return 1;
    }
    const whole = knownWord(text);
    if (whole !== undefined) this.#entry(whole.kind, whole.value, token, ROLES_OF_WORDS.get(text) ?? '');
    else this.#inflected(text, token, index);
    return 1;
  }

  /** 몇 시 asks when; 몇 명 asks how many. */
  #howMany(token: Token, next: Piece | undefined): number {
    const counter = next?.token.kind === 'hangul' ? readNoun(next.text).noun : '';
    if (counter === '시') this.#push('question', 'when', token);
    else {
      this.#push('question', 'how_many', token);
      if (next !== undefined && counter !== '') this.#content(counter, next.token, '');
    }
    return counter === '' ? 1 : 2;
  }

  #inflected(text: string, token: Token, index: number): void {
    const read = readNoun(text);
    const known = read.tails.length > 0 ? knownWord(read.noun) : undefined;
    if (known !== undefined)
      return this.#entry(known.kind, known.value, token, roleOf(read.tails), read.tails);
    const verb = readVerb(text);
    if (verb !== undefined) {
      this.#verbal(verb, token);
      return this.#relative(verb, token, index);
    }
    const made = readNounVerb(text);
    if (made !== undefined) {
      const entry = knownWord(made.noun);
      if (entry === undefined) this.#content(readNoun(made.noun).noun, token, 'verb');
      else this.#entry(entry.kind, entry.value, token, 'verb');
      this.#verbal(made.verb, token, true);
      return this.#relative(made.verb, token, index);
    }
    this.#content(read.noun, token, roleOf(read.tails));
    if (read.tails.some((tail) => tail.startsWith('만') && tail !== '만큼'))
      this.#push('quantifier', 'only', token);
    if (read.tails.includes('마다')) this.#push('quantifier', 'each', token);
    if (read.tails.includes('밖에')) this.#push('quantifier', 'only', token);
  }

  #entry(kind: string, value: string, token: Token, role: string, tails: readonly string[] = []): void {
    if (kind === 'drop') return;
    if (kind === 'date') this.#head = value;
    if (kind === 'concept') this.#content(value, token, role);
    else this.#push(kind as Facet, value, token, role);
    if (tails.some((tail) => tail.startsWith('만') && tail !== '만큼'))
      this.#push('quantifier', 'only', token);
  }

  #verbal(verb: VerbRead, token: Token, attached = false): void {
    const before = this.#verb;
    this.#verb = verb;
    const shades = before.form === 'open' && before.says === '' && SHADES.has(verb.value);
    this.#tense(verb, token);
    if (verb.kind === 'verb' && !shades) {
      this.#content(verb.value, token, 'verb');
      this.#verb = verb;
    } else if (verb.kind === 'light') this.#light(verb, before, token);
    const becomes = verb.value === '되' && before.form === 'link' && before.says === '';
    if ((verb.says === 'if' || verb.says === 'when') && (verb.kind === 'verb' || attached || becomes))
      this.#push('content', `${CONDITION} ${this.#head}`, token);
    const asks =
      verb.says === 'request' ||
      (shades && verb.value === '주' && verb.form !== 'adnominal' && verb.form !== 'past');
    if (asks && !TELLS.has(this.#head) && verb.value !== '알리' && before.value !== '알리')
      this.#push('question', 'deed', token);
  }

  /** The time of a sentence is that of its last verb. */
  #tense(verb: VerbRead, token: Token): void {
    const said = verb.form === 'past' ? 'past' : verb.says === 'future' ? 'future' : undefined;
    if (verb.kind === 'verb' || said !== undefined)
      this.#marks = this.#marks.filter(({ facet, value }) => facet !== 'tense' || value.startsWith(RELATIVE));
    if (said !== undefined) this.#push('tense', said, token);
  }

  /** What a clause before its noun says: 보낸 메일 was sent, 보낼 메일 will be. */
  #relative(verb: VerbRead, token: Token, index: number): void {
    if (!verb.bare || ADJECTIVES.has(this.#head)) return;
    if (verb.form === 'adnominal' && verb.kind === 'verb') this.#push('tense', `${RELATIVE} past`, token);
    if (verb.form === 'prospective' && !AFTER_PROSPECTIVE.test(this.#pieces[index + 1]?.text ?? ''))
      this.#push('tense', `${RELATIVE} future`, token);
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
      case '싶':
        this.#wants = token;
        return;
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
      this.#marks = this.#marks.filter(
        ({ value: said }, at) => !(said.startsWith(CONDITION) && at >= this.#marks.length - 2),
      );
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
