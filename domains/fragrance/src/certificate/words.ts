import type { Certificate } from './certificate.ts';

/** What the printed certificate says, beside names and figures. */
export interface CertificateWords {
  readonly title: string;
  readonly formula: string;
  readonly category: string;
  readonly concentrate: string;
  readonly date: string;
  readonly passes: (amendment: number) => string;
  readonly fails: (amendment: number) => string;
  readonly largest: string;
  readonly noneLargest: string;
  readonly limits: string;
  readonly noLimits: string;
  readonly standard: string;
  readonly amendment: string;
  readonly use: string;
  readonly limit: string;
  readonly result: string;
  readonly forbidden: string;
  readonly from: string;
  readonly asConstituent: string;
  readonly prohibited: string;
  readonly phototoxic: string;
  readonly open: string;
  readonly why: Readonly<Record<Certificate['ifra']['open'][number]['why'], string>>;
  readonly basis: Readonly<Record<Certificate['ifra']['limits'][number]['sources'][number]['basis'], string>>;
  readonly allergens: string;
  readonly noCosmetic: string;
  readonly threshold: string;
  readonly allergen: string;
  readonly amount: string;
  readonly declared: string;
  readonly below: string;
  readonly fromNaturals: string;
  readonly banned: string;
  readonly label: string;
  readonly noLabel: string;
  readonly unknown: string;
  readonly withoutStandard: string;
  readonly inside: string;
  readonly unnamed: string;
  readonly nothingUnknown: string;
  readonly scope: string;
}

const ENGLISH: CertificateWords = {
  title: 'IFRA conformity and EU allergens',
  formula: 'Formula',
  category: 'Category of the product',
  concentrate: 'Concentrate in the finished product',
  date: 'Date',
  passes: (amendment) =>
    `Meets the limits and prohibitions of the IFRA standards up to amendment ${amendment}.`,
  fails: (amendment) => `Does not meet the IFRA standards up to amendment ${amendment}.`,
  largest: 'Largest concentrate that meets them',
  noneLargest: 'none: it has a prohibited material',
  limits: 'Limits, in % of the finished product',
  noLimits: 'No standard with a limit in this category applies.',
  standard: 'Standard',
  amendment: 'Amendment',
  use: 'Use',
  limit: 'Limit',
  result: 'Result',
  forbidden: 'may not be added',
  from: 'From',
  asConstituent: 'as',
  prohibited: 'Prohibited materials',
  phototoxic: 'Phototoxic oils: sum of use over limit, at most 1',
  open: 'Left to the text of the standard',
  why: {
    'note box': 'the standard decides in its note box',
    'prohibited as an ingredient': 'prohibited as an ingredient; here a part of a natural',
    'limit on a constituent': 'the limit is on a constituent that the tables do not tell',
    specification: 'purity is specified: see the quality of the lot',
  },
  basis: { material: 'added', annex: 'IFRA annex', literature: 'literature', unverified: 'unverified' },
  allergens: 'Allergens of Regulation (EU) 2023/1545',
  noCosmetic: 'This category is no cosmetic: nothing is declared as an allergen of a cosmetic.',
  threshold: 'Declared above',
  allergen: 'Allergen',
  amount: 'ppm',
  declared: 'declare',
  below: 'below the threshold',
  fromNaturals: 'in part from naturals, which vary from lot to lot',
  banned: 'banned in cosmetics of the EU',
  label: 'For the label',
  noLabel: 'No allergen is above the threshold.',
  unknown: 'What is not known',
  withoutStandard: 'No standard was found for these, which is not to say that they are safe',
  inside: 'The constituents of these naturals are not known; what they bring is missing above',
  unnamed: '% of the concentrate that the formula does not name',
  nothingUnknown: 'Nothing of this formula is unnamed or without constituents.',
  scope:
    'Computed from the formula as it was entered, and from published tables. The texts of the standards, the Official Journal and the analysis of each lot prevail.',
};

const KOREAN: CertificateWords = {
  title: 'IFRA 적합성과 EU 알레르겐',
  formula: '처방',
  category: '제품 분류',
  concentrate: '완제품 중 원액',
  date: '날짜',
  passes: (amendment) => `IFRA ${amendment}차 개정까지의 기준이 정한 한도와 금지를 지킵니다.`,
  fails: (amendment) => `IFRA ${amendment}차 개정까지의 기준에 맞지 않습니다.`,
  largest: '기준에 맞는 최대 원액 농도',
  noneLargest: '없음: 금지 원료가 있음',
  limits: '한도 (완제품 중 %)',
  noLimits: '이 분류에서 한도가 있는 기준이 없습니다.',
  standard: '기준',
  amendment: '개정',
  use: '사용량',
  limit: '한도',
  result: '결과',
  forbidden: '사용할 수 없음',
  from: '출처',
  asConstituent: '성분',
  prohibited: '금지 원료',
  phototoxic: '광독성 오일: 사용량÷한도의 합, 1 이하',
  open: '기준 원문에 따를 것',
  why: {
    'note box': '기준의 주석이 정함',
    'prohibited as an ingredient': '원료로는 금지; 여기서는 천연물의 성분',
    'limit on a constituent': '표에 없는 성분에 대한 한도',
    specification: '순도 규격: 로트의 품질을 확인할 것',
  },
  basis: { material: '직접 사용', annex: 'IFRA 부속서', literature: '문헌', unverified: '미확인' },
  allergens: '규정 (EU) 2023/1545의 알레르겐',
  noCosmetic: '이 분류는 화장품이 아니므로 화장품 알레르겐으로 표시할 것이 없습니다.',
  threshold: '표시 기준 초과',
  allergen: '알레르겐',
  amount: 'ppm',
  declared: '표시',
  below: '기준 이하',
  fromNaturals: '일부는 천연물에서 옴; 로트마다 다름',
  banned: 'EU 화장품 사용 금지',
  label: '라벨 문구',
  noLabel: '기준을 넘는 알레르겐이 없습니다.',
  unknown: '알려지지 않은 것',
  withoutStandard: '기준을 찾지 못한 원료. 안전하다는 뜻이 아님',
  inside: '성분이 알려지지 않은 천연물. 그 성분은 위에 빠져 있음',
  unnamed: '처방에 이름이 없는 원액의 %',
  nothingUnknown: '이름이 없거나 성분을 모르는 것이 없습니다.',
  scope: '입력한 처방과 공개된 표로 계산했습니다. 기준 원문, 유럽연합 관보, 로트별 분석이 우선합니다.',
};

export const certificateWords = (language: 'ko' | 'en'): CertificateWords =>
  language === 'ko' ? KOREAN : ENGLISH;
