import type { Brief, BudgetTier, Family, Language, Season, TargetProfile } from '@accord/contract';

/** The words around a brief, in the language of the brief. */
export interface Labels {
  readonly fields: Readonly<
    Record<
      | 'style'
      | 'families'
      | 'notes'
      | 'intensity'
      | 'complexity'
      | 'product_category'
      | 'target_profile'
      | 'mood'
      | 'season'
      | 'budget_tier'
      | 'constraints'
      | 'creative_hints'
      | 'warnings'
      | 'decided',
      string
    >
  >;
  readonly families: Readonly<Record<Family, string>>;
  readonly seasons: Readonly<Record<Season, string>>;
  readonly budgets: Readonly<Record<BudgetTier, string>>;
  readonly profiles: Readonly<Record<TargetProfile, string>>;
  readonly constraints: Readonly<Record<Exclude<keyof Brief['constraints'], 'max_allergens_ppm'>, string>>;
  readonly without: (note: string) => string;
  readonly inferred: string;
  /** Beside hints that no model wrote. */
  readonly templates: string;
  readonly explain: string;
}

export const LABELS: Readonly<Record<Language, Labels>> = {
  en: {
    fields: {
      style: 'Style',
      families: 'Families',
      notes: 'Notes',
      intensity: 'Intensity',
      complexity: 'Complexity',
      product_category: 'Product',
      target_profile: 'Profile',
      mood: 'Mood',
      season: 'Season',
      budget_tier: 'Budget',
      constraints: 'Constraints',
      creative_hints: 'Hints',
      warnings: 'Warnings',
      decided: 'Decided',
    },
    families: {
      citrus: 'citrus',
      floral: 'floral',
      woody: 'woody',
      oriental: 'oriental',
      fresh: 'fresh',
      fruity: 'fruity',
      spicy: 'spicy',
      gourmand: 'gourmand',
      musk: 'musk',
      green: 'green',
      aquatic: 'aquatic',
      powdery: 'powdery',
    },
    seasons: { spring: 'spring', summer: 'summer', autumn: 'autumn', winter: 'winter' },
    budgets: { entry: 'entry', mid: 'mid', premium: 'premium', luxury: 'luxury' },
    profiles: {
      daily_fresh: 'daily, fresh',
      evening_elegant: 'evening, elegant',
      sporty: 'sporty',
      romantic_date: 'romantic date',
      cozy_relaxing: 'cozy, relaxing',
      special_occasion: 'special occasion',
      holiday_escape: 'holiday escape',
    },
    constraints: { allergen_free: 'allergen-free', vegan: 'vegan', natural_only: 'natural only' },
    without: (note) => `no ${note}`,
    inferred: 'inferred',
    templates: 'templates, not written by a model',
    explain: 'the whole story: accord explain',
  },
  ko: {
    fields: {
      style: '스타일',
      families: '계열',
      notes: '노트',
      intensity: '강도',
      complexity: '복합도',
      product_category: '제품',
      target_profile: '용도',
      mood: '무드',
      season: '계절',
      budget_tier: '예산',
      constraints: '제약',
      creative_hints: '제안',
      warnings: '주의',
      decided: '판단',
    },
    families: {
      citrus: '시트러스',
      floral: '플로럴',
      woody: '우디',
      oriental: '오리엔탈',
      fresh: '프레시',
      fruity: '프루티',
      spicy: '스파이시',
      gourmand: '구르망',
      musk: '머스크',
      green: '그린',
      aquatic: '아쿠아틱',
      powdery: '파우더리',
    },
    seasons: { spring: '봄', summer: '여름', autumn: '가을', winter: '겨울' },
    budgets: { entry: '입문', mid: '중급', premium: '프리미엄', luxury: '럭셔리' },
    profiles: {
      daily_fresh: '산뜻한 데일리',
      evening_elegant: '우아한 저녁',
      sporty: '스포티',
      romantic_date: '로맨틱한 데이트',
      cozy_relaxing: '포근한 휴식',
      special_occasion: '특별한 날',
      holiday_escape: '휴가',
    },
    constraints: { allergen_free: '알레르기 유발 성분 없음', vegan: '비건', natural_only: '천연 원료만' },
    without: (note) => `${note} 제외`,
    inferred: '추정',
    templates: '미리 써 둔 제안, 모델이 쓴 것이 아님',
    explain: '자세한 과정: accord explain',
  },
};
