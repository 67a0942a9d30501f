import { createRng } from '@accord/kernel';

/**
 * Questions as an assistant of a shop or an office is asked them, made of parts: what is wanted, of what, under which
 * circumstances, and how it is put. Two of one topic differ in how they are put, or in one part, so that their vectors
 * lie in clusters, as those of real questions do.
 */
const ENGLISH = {
  actions: [
    'reset|resetting', 'change|changing', 'cancel|cancelling', 'export|exporting', 'share|sharing', 'delete|deleting', 'restore|restoring',
    'print|printing', 'translate|translating', 'compare|comparing', 'install|installing', 'update|updating', 'repair|repairing',
    'order|ordering', 'return|returning', 'measure|measuring', 'summarise|summarising', 'schedule|scheduling', 'archive|archiving',
    'approve|approving', 'encrypt|encrypting', 'import|importing', 'rename|renaming', 'monitor|monitoring', 'calibrate|calibrating',
  ],
  objects: [
    'password', 'invoice', 'subscription', 'delivery address', 'calendar', 'contract', 'backup', 'perfume sample', 'customer list',
    'photo album', 'database', 'router', 'coffee machine', 'tax form', 'travel booking', 'insurance policy', 'playlist', 'spreadsheet',
    'mailing list', 'access token', 'warranty', 'presentation', 'meeting room', 'newsletter', 'thermostat', 'bank account', 'gift card',
    'prescription', 'train ticket', 'shopping cart', 'security camera', 'bicycle', 'language setting', 'support ticket', 'time sheet',
    'fragrance formula', 'ingredient label', 'price list', 'lease', 'visa application',
  ],
  circumstances: [
    '', 'on my phone', 'for a whole team', 'after the update', 'before the end of the month', 'without an account', 'in the new version',
    'from abroad', 'for my mother', 'when I am offline', 'in Korean', 'on a second computer', 'with two factor login', 'for last year',
    'in the evening', 'for a small company', 'from the archive', 'during maintenance', 'with the free plan', 'on the train',
    'for a client in Japan', 'at the airport', 'through the command line', 'for school',
  ],
  forms: [
    (a, ing, o, c) => `How do I ${a} my ${o} ${c}?`,
    (a, ing, o, c) => `how can i ${a} the ${o} ${c}`,
    (a, ing, o, c) => `What is the best way to ${a} a ${o} ${c}?`,
    (a, ing, o, c) => `I want to ${a} my ${o} ${c}, what should I do?`,
    (a, ing, o, c) => `Is ${ing} the ${o} ${c} possible?`,
    (a, ing, o, c) => `Please explain the steps of ${ing} the ${o} ${c}`,
    (a, ing, o, c) => `Can you help me with ${ing} our ${o} ${c}?`,
  ],
};
const KOREAN = {
  actions: [
    '변경', '초기화', '취소', '내보내기', '공유', '삭제', '복구', '인쇄', '번역', '비교', '설치', '갱신', '수리', '주문', '반품', '측정',
    '요약', '예약', '보관', '승인', '암호화', '등록', '점검', '연장', '확인',
  ],
  objects: [
    '비밀번호', '청구서', '구독', '배송지', '일정', '계약서', '백업', '향수 샘플', '고객 명단', '사진첩', '데이터베이스', '공유기', '커피 머신',
    '세금 신고서', '여행 예약', '보험', '재생 목록', '표', '메일 목록', '접근 토큰', '보증서', '발표 자료', '회의실', '소식지', '온도 조절기',
    '은행 계좌', '상품권', '처방전', '기차표', '장바구니', '보안 카메라', '자전거', '언어 설정', '문의', '근무표', '향 조합', '성분표', '가격표',
    '임대차 계약', '비자 신청',
  ],
  circumstances: [
    '', '휴대폰에서', '팀 전체를 위해', '업데이트 후에', '이번 달 말까지', '계정 없이', '새 버전에서', '해외에서', '어머니를 위해', '오프라인에서',
    '영어로', '다른 컴퓨터에서', '이중 인증으로', '작년 것을', '저녁에', '작은 회사에서', '보관함에서', '점검 중에', '무료 요금제로', '기차에서',
    '일본 고객을 위해', '공항에서', '명령줄로', '학교에서',
  ],
  forms: [
    (a, o, c) => `${c} ${o} ${a} 방법을 알려줘`,
    (a, o, c) => `${c} ${o} ${a} 어떻게 하나요?`,
    (a, o, c) => `${o}를 ${c} ${a}하고 싶어요. 어떻게 해야 하죠?`,
    (a, o, c) => `${c} ${o} ${a}가 가능한가요?`,
    (a, o, c) => `${o} ${a} 좀 도와줘 ${c}`,
    (a, o, c) => `${c} ${o} ${a}하는 절차를 설명해 주세요`,
  ],
};

const pick = (rng, items) => items[rng.below(items.length)];

/** As many different questions, in equal parts English and Korean; the same seed gives the same. */
export function questionsOf(count, seed) {
  const rng = createRng(seed);
  const questions = new Set();
  while (questions.size < count) questions.add(rng.below(2) === 0 ? english(rng) : korean(rng));
  return [...questions];
}

function english(rng) {
  const [action, gerund] = pick(rng, ENGLISH.actions).split('|');
  const parts = [action, gerund, pick(rng, ENGLISH.objects), pick(rng, ENGLISH.circumstances)];
  return tidy(pick(rng, ENGLISH.forms)(...parts));
}

function korean(rng) {
  const parts = [pick(rng, KOREAN.actions), pick(rng, KOREAN.objects), pick(rng, KOREAN.circumstances)];
  return tidy(pick(rng, KOREAN.forms)(...parts));
}

const tidy = (text) => text.replace(/\s+/g, ' ').replace(/ ([?,])/g, '$1').trim();
