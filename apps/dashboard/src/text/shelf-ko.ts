import type { ShelfText } from './shelf.ts';

export const shelfKo: ShelfText = {
  title: '내 선반',
  lead: '직접 추가한 원료와 가진 양, 사는 값을 적어 둡니다. 나만 볼 수 있고, 모든 탐색과 검사, 배치에 쓰입니다.',
  count: (materials, stock) =>
    materials + stock === 0 ? '비어 있음' : `직접 추가한 원료 ${materials}개, 재고 ${stock}줄`,
  tables: {
    materials: {
      title: '직접 추가한 원료',
      lead: '한 줄에 원료 하나. 이름과 종류, 비건인지는 꼭 적어 주세요. 빈칸은 0이 아니라 모름입니다. CAS 번호, 다른 이름, 계열, 구성 성분이 여럿이면 woody:1|musk:0.5처럼 |로 나눕니다.',
    },
    stock: {
      title: '재고와 가격',
      lead: '한 줄에 원료와 공급처 하나. 1 kg의 달러 가격과 가진 그램 수를 적습니다. 가장 싼 공급처로 계산합니다. 빈칸은 모름, 0 g은 다 떨어짐입니다.',
    },
  },
  upload: 'CSV 올리기',
  uploadOf: (table) => `CSV 올리기: ${table}`,
  download: 'CSV 내려받기',
  template: '빈 표 내려받기',
  clear: '모두 치우기',
  undo: '되돌리기',
  empty: '아직 적어 둔 것이 없습니다.',
  kept: (rows) => `${rows}줄을 보관했습니다.`,
  undone: '앞의 상태로 되돌렸습니다.',
  ignored: (columns) => `보관하지 않은 열: ${columns}`,
  rowsOf: (table) => `${table}: 보관한 것`,
  more: (rows) => `파일에는 ${rows}줄이 더 있습니다.`,
  columns: {
    name: '이름',
    cas: 'CAS 번호',
    kind: '종류',
    synonyms: '다른 이름',
    vegan: '비건',
    molar_mass: '몰 질량 (g/몰)',
    vapour_pressure_pa: '증기압 (Pa)',
    threshold_mg_m3: '역치 (mg/m³)',
    families: '계열',
    note: '노트',
    price_class: '가격 등급',
    constituents: '구성 성분 (%)',
    material: '원료',
    supplier: '공급처',
    usd_per_kg: '1 kg 가격 ($)',
    grams: '그램',
  },
};
