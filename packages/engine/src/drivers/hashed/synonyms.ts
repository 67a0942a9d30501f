import { englishStem } from './english.ts';
import { koreanStem } from './korean.ts';

/**
 * Words that ask for the same in most questions, a group a line. Pairs that a careful reader would tell apart in an
 * answer are left out: a wrong pair here makes two questions look alike.
 */
const ENGLISH = `
  improve enhance upgrade increase
  buy purchase
  begin start
  movie film
  usa us america
  uk britain
  job career
  phone mobile smartphone cellphone
  fast quick quickly quickest fastest rapidly
  earn make
  fix repair
  remove delete erase
  picture photo image
  error problem issue
  cost price
  method way
  reason why
  learn study
  big large
  kid child children
  car automobile
  doctor physician
  choose select pick
  show display
  create build
  stop quit
  cheap inexpensive
  website site webpage
  company firm
  laptop notebook
  lose reduce
  happen occur
  difference differ different differentiate
  meaning mean
  recommend suggest
  effect impact consequence
  opinion view thought
  tip advice
  ban demonetization demonetize
`;
const KOREAN = `
  여자 여성
  남자 남성
  아이 어린이
  주인 호스트
  숙소 숙박시설
  식당 음식점 맛집
  깨끗 청결
  변경 바꾸 바꿔 수정 교체
  삭제 지우 제거
  구입 구매
  시작 개시
  종료 끝내 끝나
  방법 절차 어떻
  이유 까닭 왜
  영화 필름
  사진 이미지
  오류 에러 문제
  가격 비용 요금
  휴대폰 핸드폰 스마트폰
  회사 기업
  도보 걷 걸어서
  즉시 바로
  사망 숨지 죽
  확인 조회
  등록 가입
  취소 해지
  예약 예매
  날씨 기상
  병원 의원
  자동차 차량
  빠르 신속
  추천 권하
`;

/** The word that stands for a stem and its synonyms, or the stem itself. */
export const conceptOf = (stem: string): string => CONCEPTS.get(stem) ?? stem;
export const hasSynonyms = (stem: string): boolean => CONCEPTS.has(stem);

const CONCEPTS: ReadonlyMap<string, string> = new Map([
  ...conceptsIn(ENGLISH, englishStem),
  ...conceptsIn(KOREAN, koreanStem),
]);

function conceptsIn(groups: string, stemOf: (word: string) => string): [string, string][] {
  return groups
    .trim()
    .split('\n')
    .flatMap((line) => {
      const stems = line.trim().split(/\s+/).map(stemOf);
      return stems.map((stem): [string, string] => [stem, stems[0] ?? stem]);
    });
}
