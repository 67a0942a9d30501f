import type { Allergen } from '../law/allergens.ts';
import type { Standard } from '../law/standards.ts';
import type { Material } from '../materials/material.ts';

/** Something that a formula has to meet, by law or by wish. */
export type Demand =
  /** All shares add up to 100 %. */
  | { readonly kind: 'total' }
  /** A limit of IFRA, in % of the finished product, over isomers and naturals. */
  | { readonly kind: 'standard'; readonly standard: Standard; readonly percent: number }
  /** Uses of phototoxic oils over their limits add up to 1 at most. */
  | { readonly kind: 'phototoxic sum' }
  | { readonly kind: 'prohibition'; readonly standard: Standard }
  /** What may not be in a cosmetic of the EU. */
  | { readonly kind: 'banned in the EU'; readonly allergen: Allergen }
  /** mg of an allergen, or of all, in a kg of the finished product. */
  | { readonly kind: 'allergen'; readonly allergen: Allergen; readonly ppm: number }
  | { readonly kind: 'allergens together'; readonly ppm: number }
  /** % of the concentrate. */
  | { readonly kind: 'at least' | 'at most'; readonly material: Material; readonly percent: number }
  | { readonly kind: 'excluded'; readonly material: Material }
  | { readonly kind: 'vegan' }
  | { readonly kind: 'natural only' }
  /** US dollars for a kg of concentrate. */
  | { readonly kind: 'cost'; readonly usdPerKg: number };

/** A demand in words, such as a person would say to another why there is no formula. */
export function demandText(demand: Demand, language: 'ko' | 'en'): string {
  return language === 'ko' ? korean(demand) : english(demand);
}

function english(demand: Demand): string {
  switch (demand.kind) {
    case 'total':
      return 'the shares add up to 100 %';
    case 'standard':
      return `${demand.standard.name}: at most ${demand.percent} % of the finished product (IFRA, amendment ${demand.standard.amendment})`;
    case 'phototoxic sum':
      return 'phototoxic oils share one allowance: uses over limits add up to 1 at most (IFRA)';
    case 'prohibition':
      return `${demand.standard.name} is prohibited (IFRA, amendment ${demand.standard.amendment})`;
    case 'banned in the EU':
      return `${demand.allergen.inci} may not be in a cosmetic of the EU`;
    case 'allergen':
      return `${demand.allergen.inci}: at most ${demand.ppm} ppm of the finished product`;
    case 'allergens together':
      return `allergens of the EU: together at most ${demand.ppm} ppm of the finished product`;
    case 'at least':
    case 'at most':
      return `${demand.material.name}: ${demand.kind} ${demand.percent} % of the concentrate`;
    case 'excluded':
      return `without ${demand.material.name}`;
    case 'vegan':
      return 'nothing from animals';
    case 'natural only':
      return 'naturals only';
    case 'cost':
      return `at most ${demand.usdPerKg} US dollars for a kilogram of concentrate`;
  }
}

function korean(demand: Demand): string {
  switch (demand.kind) {
    case 'total':
      return '비율의 합은 100 %';
    case 'standard':
      return `${demand.standard.name}: 완제품의 ${demand.percent} % 이하 (IFRA 개정 ${demand.standard.amendment})`;
    case 'phototoxic sum':
      return '광독성 오일은 한도를 나누어 씀: 사용량÷한도의 합은 1 이하 (IFRA)';
    case 'prohibition':
      return `${demand.standard.name}: 사용 금지 (IFRA 개정 ${demand.standard.amendment})`;
    case 'banned in the EU':
      return `${demand.allergen.korean ?? demand.allergen.inci}: EU 화장품 사용 금지`;
    case 'allergen':
      return `${demand.allergen.korean ?? demand.allergen.inci}: 완제품의 ${demand.ppm} ppm 이하`;
    case 'allergens together':
      return `EU 알레르겐: 합하여 완제품의 ${demand.ppm} ppm 이하`;
    case 'at least':
      return `${demand.material.name}: 원액의 ${demand.percent} % 이상`;
    case 'at most':
      return `${demand.material.name}: 원액의 ${demand.percent} % 이하`;
    case 'excluded':
      return `${demand.material.name} 제외`;
    case 'vegan':
      return '동물성 원료 없음';
    case 'natural only':
      return '천연 원료만';
    case 'cost':
      return `원액 1 kg에 ${demand.usdPerKg} 미국 달러 이하`;
  }
}
