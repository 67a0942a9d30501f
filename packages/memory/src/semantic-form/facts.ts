import { sentencesOf } from './sentences.ts';

export type FactKind = 'link' | 'date' | 'number' | 'negation' | 'name';

/** What must survive a shortening. `value` is in one spelling: two facts of a kind are the same when their values are. */
export interface Fact {
  readonly kind: FactKind;
  readonly value: string;
}

const LINK = /(?:https?:\/\/|www\.)[^\s<>"')\]]{1,2048}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/giu;
const DATE = new RegExp(
  [
    String.raw`\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:T[\d:.]{4,15}Z?)?`,
    String.raw`\d{1,2}:\d{2}(?::\d{2})?`,
    String.raw`(?:\d{1,4}년|\d{1,2}월|\d{1,2}일|\d{1,2}시|\d{1,2}분)(?:\s?\d{1,2}[월일시분])*`,
    String.raw`\b(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?(?:\s\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s\d{4}\b)?`,
    String.raw`\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|yesterday|tonight)\b`,
    String.raw`\b(?:next|last|this)\s(?:week|month|year|quarter)\b`,
    '[월화수목금토일]요일|오늘|내일|모레|어제|그저께|작년|올해|내년|지난[주달해]|다음\\s?[주달해]|이번\\s?[주달해]|오전|오후',
  ].join('|'),
  'giu',
);
const NUMBER = new RegExp(
  [
    String.raw`[-+]?[$€£¥₩]?\d[\d,._:/]{0,63}(?:\s?%|\s?[a-zµ°]{1,4}\b|[가-힣]{1,4})?`,
    String.raw`\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|(?:m|b|tr)illions?|dozens?|half|twice|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|percent)\b`,
    '(?<![가-힣])(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|서른|마흔|쉰|첫|절반|수십|수백|[일이삼사오육칠팔구]?[십백천만억조]+)\\s?(?:개|명|번|번째|시간|시|원|달|해|살|권|대|마리|장|잔|배|건|차례|주|분|일|년|가지|곳)',
  ].join('|'),
  'giu',
);
const NEGATION = new RegExp(
  [
    String.raw`\b(?:not|never|no|none|nothing|nobody|nowhere|neither|nor|without|unless|except|cannot|unable|[a-z]{2,8}n['’]t)\b(?:\s(?:a|an|the|be|been|to|any|have|has)\b){0,3}(?:\s\p{L}{1,40})?`,
    '(?<![가-힣])[안못]\\s?[가-힣]{1,12}',
    '[가-힣]{0,12}지(?:는|도|를)?\\s?(?:않|못|마|말|아니)',
    '(?:[가-힣]{1,12}\\s)?(?:없|아니|아닌|아닙|않|못하|못했|불가|금지|제외|미만)',
  ].join('|'),
  'giu',
);
const KOREAN_NAME = new RegExp(
  [
    '[가-힣]{1,10}(?=\\s?(?:씨|님|교수|박사|대표|과장|부장|팀장|사장|이사|의원|선수|감독|작가|기자|대통령|장관)(?![가-힣]{4}))',
    '(?<![가-힣])[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용][가-힣]{2}(?=(?:은|는|이|가|을|를|의|에게|께서|과|와|도|이다|입니다)(?![가-힣]))',
    '[가-힣]{1,10}(?:대학교|대학|은행|그룹|전자|병원|위원회|특별시|광역시|주식회사)',
    '[‘“「『《][^’”」』》]{1,60}[’”」』》]',
  ].join('|'),
  'gu',
);
const LATIN_WORD = /[\p{Script=Latin}][\p{Script=Latin}\d_'’-]{0,63}/gu;
/** Words that open a sentence with a capital without being names. */
const OPENERS = new Set(
  `a about after all also although an and another any are as at be because before both but by can could did do does during each even every
  few for from further had has have he her here his how however i if in instead into is it its just let like many may more moreover most
  much my no nor not now of often on once one only or other our out over perhaps please several she should since so some sometimes still
  such than that the their them then there therefore these they this those though through thus to too under unless until up use used very
  was we well were what when where whether which while who whose why will with without would yes yet you your`.split(
    /\s+/,
  ),
);

/**
 * The facts of a text, English or Korean, in order of appearance. Said twice in different sentences, a number, date, link or negation
 * counts twice, since it is said of something else; a sentence that is repeated counts once, and so does a name. What cannot be told for
 * sure is taken for a fact: too many facts cost bytes, too few cost the truth. Linear in the length of the text.
 */
export function factsOf(text: string): Fact[] {
  const facts: Fact[] = [];
  const names = new Set<string>();
  const said = new Set<string>();
  for (const sentence of sentencesOf(text)) {
    const plain = sentence.trim().replace(/\s+/gu, ' ');
    if (said.has(plain)) continue;
    said.add(plain);
    for (const fact of factsOfSentence(plain)) {
      if (fact.kind === 'name' && names.has(fact.value)) continue;
      if (fact.kind === 'name') names.add(fact.value);
      facts.push(fact);
    }
  }
  return facts;
}

/** A kind is blanked out once it is read, so that the day of a date is no number besides. */
export function factsOfSentence(sentence: string): Fact[] {
  const found: { readonly at: number; readonly fact: Fact }[] = [];
  let rest = sentence;
  const read = (kind: FactKind, pattern: RegExp): void => {
    rest = rest.replace(pattern, (match: string, ...more: unknown[]) => {
      const at = more.find((each) => typeof each === 'number');
      found.push({ at: at ?? 0, fact: { kind, value: spelled(kind, match) } });
      return ' '.repeat(match.length);
    });
  };
  read('link', LINK);
  read('date', DATE);
  read('number', NUMBER);
  // A negation is read beside the names, not instead of them: "without Alice" is both.
  for (const match of rest.matchAll(NEGATION))
    found.push({ at: match.index, fact: { kind: 'negation', value: spelled('negation', match[0]) } });
  read('name', KOREAN_NAME);
  const opening = sentence.search(/\p{L}/u);
  for (const match of rest.matchAll(LATIN_WORD)) {
    if (isName(match[0], match.index === opening))
      found.push({ at: match.index, fact: { kind: 'name', value: spelled('name', match[0]) } });
  }
  return found.sort((a, b) => a.at - b.at).map(({ fact }) => fact);
}

function isName(word: string, opens: boolean): boolean {
  if (/\d|_|\p{Ll}\p{Lu}/u.test(word)) return true;
  if (!/^\p{Lu}/u.test(word) || word === 'I' || /^I['’]/u.test(word)) return false;
  return !(opens && OPENERS.has(word.toLowerCase()));
}

function spelled(kind: FactKind, match: string): string {
  const text = match.trim();
  switch (kind) {
    case 'link':
      return text.replace(/[.,;:!?]+$/u, '');
    case 'number':
      return text
        .toLowerCase()
        .replace(/[.,:/_]+(?=\D*$)/u, '')
        .replace(/(\d),(?=\d{3})/gu, '$1')
        .replace(/(?:으로|에서|까지|부터|은|는|이|가|을|를|의|에|로|과|와|도)$/u, '')
        .replace(/\s/gu, '');
    case 'date':
    case 'negation':
      return text.toLowerCase().replace(/’/gu, "'").replace(/\s+/gu, ' ');
    case 'name':
      return text.replace(/['’]s?$/u, '');
  }
}
