/** What the printed batch sheet says, beside names and figures. */
export interface SheetWords {
  readonly title: string;
  readonly formula: string;
  readonly category: string;
  readonly concentrate: string;
  readonly batches: string;
  readonly weighIn: string;
  readonly item: string;
  readonly grams: string;
  readonly millilitres: string;
  readonly drops: string;
  readonly usd: string;
  readonly weighed: string;
  readonly sumConcentrate: string;
  readonly sumCarrier: string;
  readonly sumProduct: string;
  readonly volumes: string;
  readonly cost: string;
  readonly perKg: string;
  readonly perBatch: string;
  readonly perBottle: string;
  readonly estimate: string;
  readonly estimated: string;
  readonly unpriced: string;
  readonly short: string;
  readonly needed: string;
  readonly inStock: string;
  readonly made: string;
  readonly lot: string;
}

const ENGLISH: SheetWords = {
  title: 'Batch sheet',
  formula: 'Formula',
  category: 'Category of the product',
  concentrate: 'Concentrate in the finished product',
  batches: 'Batches',
  weighIn: 'To weigh in, for one batch',
  item: 'Material',
  grams: 'g',
  millilitres: 'ml',
  drops: 'drops',
  usd: 'US$',
  weighed: 'Weighed',
  sumConcentrate: 'Concentrate',
  sumCarrier: 'Carrier, such as ethanol',
  sumProduct: 'Finished product',
  volumes: 'Volumes and drops are by one density and drop for all materials; the weights count.',
  cost: 'Cost of the concentrate',
  perKg: 'A kilogram',
  perBatch: 'One batch',
  perBottle: 'One bottle',
  estimate: '≈ estimate',
  estimated: 'Estimated by class of price, since none was entered',
  unpriced: 'Without a price, so that the cost is a lower bound',
  short: 'More than is in stock, for all batches',
  needed: 'Needed, g',
  inStock: 'In stock, g',
  made: 'Made by, on',
  lot: 'Lot',
};

const KOREAN: SheetWords = {
  title: '배치 시트',
  formula: '처방',
  category: '제품 분류',
  concentrate: '완제품 중 원액',
  batches: '배치 수',
  weighIn: '한 배치의 계량',
  item: '원료',
  grams: 'g',
  millilitres: 'ml',
  drops: '방울',
  usd: 'US$',
  weighed: '계량함',
  sumConcentrate: '원액',
  sumCarrier: '에탄올 등 용매',
  sumProduct: '완제품',
  volumes: '부피와 방울 수는 모든 원료에 같은 밀도와 방울 무게로 계산했으므로 무게가 우선합니다.',
  cost: '원액 원가',
  perKg: '1 kg',
  perBatch: '한 배치',
  perBottle: '한 병',
  estimate: '≈ 추정',
  estimated: '가격을 입력하지 않아 가격대로 추정한 원료',
  unpriced: '가격을 모르는 원료. 원가는 이보다 높음',
  short: '모든 배치에 필요한 양이 재고보다 많은 원료',
  needed: '필요, g',
  inStock: '재고, g',
  made: '만든 사람, 날짜',
  lot: '로트',
};

export const sheetWords = (language: 'ko' | 'en'): SheetWords => (language === 'ko' ? KOREAN : ENGLISH);
