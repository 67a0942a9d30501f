import { readFileSync } from 'node:fs';
import { createRng } from '@accord/kernel';

const SETS = ['frozen', 'briefs'];
const SEED = 20_260;

const labelled = SETS.flatMap((set) => {
  const file = new URL(`../../domains/fragrance/eval/${set}.jsonl`, import.meta.url);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
});
const korean = labelled.filter(({ id }) => id.startsWith('ko-')).map(({ text }) => text);
const english = labelled.filter(({ id }) => id.startsWith('en-')).map(({ text }) => text);

/**
 * Texts of the given length made by joining labelled wishes at random: Korean, English and mixed in turn, no two
 * alike. Seeded, so that every run reads the same texts.
 */
export function wishesOf(length, count) {
  const rng = createRng(SEED);
  const sources = [korean, english, [...korean, ...english]];
  const wishes = new Set();
  for (let index = 0; wishes.size < count; index++)
    wishes.add(joined(sources[index % sources.length], length, rng));
  return [...wishes];
}

function joined(source, length, rng) {
  let text = '';
  while (text.length < length) text += `${text === '' ? '' : ' '}${source[rng.below(source.length)]}`;
  return text.slice(0, length);
}

/** Wishes as people type them; the first two are the examples of the product. */
export const SHORT_WISHES = [
  '봄날 정원처럼 풋풋한 풀 향에 복숭아를 살짝, 너무 달지 않게, 동물성 원료는 빼고',
  'A quiet woody scent for autumn evenings, nothing powdery, under $40',
  '출근할 때 부담 없이 뿌릴 수 있는 시트러스 향수, 베르가못이랑 자몽이 들어갔으면 좋겠어요',
  'Something clean for the gym, mint and lime, no musk please',
  '겨울 저녁 데이트용으로 우디한 EDP, 바닐라는 살짝만, 예산은 10만원대',
  'I do not mind vanilla, but rather sandalwood than oud, vegan and not too strong',
];
