/* How links, dates, numbers and names are written, in English and Korean. None of them backtracks without bound. */

export const LINK =
  /(?:https?:\/\/|www\.)[^\s<>"')\]]{1,2048}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/giu;
export const DATE = new RegExp(
  [
    String.raw`\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:T[\d:.]{4,15}Z?)?`,
    String.raw`\d{1,2}:\d{2}(?::\d{2})?`,
    String.raw`(?:\d{1,4}년|\d{1,2}월|\d{1,2}일|\d{1,2}시|\d{1,2}분)(?:\s?\d{1,2}[월일시분])*`,
    String.raw`\b(?:january|february|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?:march|may)(?=\s\d)|(?<=\b(?:in|by|since|until|till|of|from|during|before|after|late|early|mid|last|next|this)\s)(?:march|may))\b\.?(?:\s\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s\d{4}\b)?`,
    String.raw`\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|yesterday|tonight)\b`,
    String.raw`\b(?:next|last|this)\s(?:week|month|year|quarter)\b`,
    '[월화수목금토일]요일|오늘|내일|모레|어제|그저께|작년|올해|내년|지난[주달해]|다음\\s?[주달해]|이번\\s?[주달해]|오전|오후',
  ].join('|'),
  'giu',
);
/** Without a capital they are a verb each, but beside a day or a preposition (DATE). */
export const CAPITAL_MONTH = /\b(?:March|May)\b/gu;
/** f64, nk_dot_f32 and base64 are names: their digits are no number. But v2, usd30 and what begins with capitals may be one. */
export const DIGITS_OF_NAME =
  /(?<![\p{L}\p{N}_])(?!(?:v|usd|eur|krw|rs)\d)(?=[\p{Script=Latin}\d_]{0,62}[\p{Ll}_]\d)[\p{Script=Latin}_][\p{Script=Latin}\d_]{0,63}/gu;
export const NUMBER = new RegExp(
  [
    // A dash behind a letter or digit is no sign; "5 of" has no unit.
    String.raw`(?:(?<![\p{L}\d])[-+])?[$€£¥₩]?\d(?:[\d,._:/]{0,62}\d)?(?:\s?%|\s?(?!(?:a|and|are|as|at|be|but|by|can|each|for|from|had|has|have|if|in|into|is|it|its|may|no|not|of|on|or|per|so|than|that|the|then|to|was|we|were|when|will|with|you)\b)[a-zµ°]{1,4}\b|[가-힣]{1,4})?`,
    String.raw`\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|(?:m|b|tr)illions?|dozens?|half|twice|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|percent)\b`,
    '(?<![가-힣])(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|서른|마흔|쉰|첫|절반|수십|수백|[일이삼사오육칠팔구]?[십백천만억조]+)\\s?(?:개|명|번|번째|시간|시|원|달|해|살|권|대|마리|장|잔|배|건|차례|주|분|일|년|가지|곳)',
  ].join('|'),
  'giu',
);
export const KOREAN_NAME = new RegExp(
  [
    '[가-힣]{1,10}(?=\\s?(?:씨|님|교수|박사|대표|과장|부장|팀장|사장|이사|의원|선수|감독|작가|기자|대통령|장관)(?![가-힣]{4}))',
    '(?<![가-힣])[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용][가-힣]{2}(?=(?:은|는|이|가|을|를|의|에게|께서|과|와|도|이다|입니다)(?![가-힣]))',
    '[가-힣]{1,10}(?:대학교|대학|은행|그룹|전자|병원|위원회|특별시|광역시|주식회사)',
    '[‘“「『《][^’”」』》]{1,60}[’”」』》]',
  ].join('|'),
  'gu',
);
export const LATIN_WORD = /[\p{Script=Latin}][\p{Script=Latin}\d_'’-]{0,63}/gu;
/** Right before a number: it says that it is none of its own, but a limit or a guess. */
export const BOUND =
  /(?<![\p{L}\p{N}])(?:at\s(?:least|most)|up\sto|(?:more|less|fewer|greater|higher|lower|larger|smaller|longer|shorter|older|younger)\sthan|over|under|above|below|about|around|almost|nearly|roughly|approximately|only|within|exactly|minimum|maximum|약|최소|최대)\s$|[<>]=?\s?$|[≤≥~≈]\s?$/iu;
/** The same in Korean, right behind it. */
export const KOREAN_BOUND = /^\s?(?:이상|이하|초과|이내|정도)/u;
