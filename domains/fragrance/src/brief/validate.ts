import type { Brief, Warning } from '@accord/contract';

const HEAVY = 0.7;
const LIGHT = 0.35;

/** Doubts that only the whole brief can raise: parts that can be met but seldom go together. */
export function validateBrief(brief: Brief): Warning[] {
  if (brief.warnings.some(({ code }) => code === 'off_topic')) return [];
  const doubts: { readonly ko: string; readonly en: string }[] = [];
  const { notes_preference: preference, season, intensity } = brief;
  const summerOnly = season.length === 1 && season[0] === 'summer';
  if (summerOnly && preference.oriental >= HEAVY && preference.fresh >= HEAVY) {
    doubts.push({
      ko: '여름의 상쾌함과 무거운 오리엔탈 베이스는 잘 어울리지 않습니다.',
      en: 'A summer freshness seldom sits well on a heavy oriental base.',
    });
  }
  if (
    brief.product_category === 'Body Spray' &&
    intensity >= HEAVY &&
    !brief.inferred.includes('intensity')
  ) {
    doubts.push({
      ko: '바디 스프레이는 향료 농도가 낮아 강한 향을 내기 어렵습니다.',
      en: 'A body spray holds too little concentrate to be strong.',
    });
  }
  if (preference.oriental >= HEAVY && intensity <= LIGHT && preference.aquatic >= HEAVY) {
    doubts.push({
      ko: '맑은 물 향과 오리엔탈 향을 함께 은은하게 두면 서로를 지우기 쉽습니다.',
      en: 'A sheer water accord and an oriental one tend to erase each other at low strength.',
    });
  }
  return doubts.map((doubt) => ({ code: 'unusual_pairing', message: doubt[brief.language] }));
}
