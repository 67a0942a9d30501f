import type { Mark } from './mark.ts';
import type { Refusal } from './refusal.ts';

/** Verbs by which a thing gets from one place, form or owner to another: there it matters what is from and what is to. */
const MOVES = new Set(
  '가 오 보내 옮기 바꾸 이동 변환 번역 변경 환전 전송 복사 출발 도착 전환 대체 빌리 받 주 팔 사 돌아가 돌아오 나가 나오 들어가 들어오'.split(
    ' ',
  ),
);

/** Particles say in Korean what the order of words says in English: the same nouns must stand in the same parts. */
export function koreanOrderRefusal(
  askedMarks: readonly Mark[],
  keptMarks: readonly Mark[],
): Refusal | undefined {
  const asked = joined(askedMarks);
  const kept = joined(keptMarks);
  const others = new Map<string, Mark>();
  for (const mark of kept) others.set(mark.value, mark);
  const moves = asked.some(({ value }) => MOVES.has(value));
  const changed: { readonly mark: Mark; readonly other: Mark }[] = [];
  for (const mark of asked) {
    const other = others.get(mark.value);
    if (other === undefined) continue;
    if (clash(mark.role, other.role, moves || mark.facet !== 'content'))
      return { code: 'order', asked: [mark], kept: [other] };
    if (part(mark.role) !== part(other.role)) changed.push({ mark, other });
  }
  for (const [index, u] of changed.entries()) {
    const v = changed
      .slice(index + 1)
      .find(
        ({ mark, other }) => part(mark.role) === part(u.other.role) && part(other.role) === part(u.mark.role),
      );
    if (v !== undefined) return { code: 'order', asked: [u.mark, v.mark], kept: [u.other, v.other] };
  }
  return clauseRefusal(asked, kept) ?? compoundRefusal(asked, kept);
}

/** Where there are several clauses, each verb has its own noun before it: 거실은 끄고 침실은 켜는 is not 거실은 켜고 침실은 끄는. */
function clauseRefusal(asked: readonly Mark[], kept: readonly Mark[]): Refusal | undefined {
  const left = governed(asked);
  const right = governed(kept);
  if (left.size < 2 || right.size < 2) return undefined;
  for (const [verb, noun] of left) {
    const other = right.get(verb);
    if (other !== undefined && other.value !== noun.value)
      return { code: 'order', asked: [noun], kept: [other] };
  }
  return undefined;
}

/** The noun right before each verb. */
function governed(marks: readonly Mark[]): Map<string, Mark> {
  const nouns = new Map<string, Mark>();
  for (const [index, { role, value }] of marks.entries()) {
    const before = marks[index - 1];
    if (role === 'verb' && before !== undefined && GOVERNED.has(before.role)) nouns.set(value, before);
  }
  return nouns;
}

const GOVERNED = new Set(['subject', 'topic', 'object', '']);

/**
 * Where something is denied in one of several clauses, the order of the nouns tells which: 커피는 마시고 차는 안 마시는 is not 차는 마시고
 * 커피는 안 마시는.
 */
export function deniedClauseRefusal(asked: readonly Mark[], kept: readonly Mark[]): Refusal | undefined {
  if (!asked.some(({ facet }) => facet === 'negation')) return undefined;
  const places = new Map(kept.map((mark, index) => [mark.value, index]));
  let last: Mark | undefined;
  for (const mark of asked) {
    if (mark.facet !== 'content' || !ARGUMENTS.has(mark.role)) continue;
    const other = kept[places.get(mark.value) ?? -1];
    if (other === undefined || !ARGUMENTS.has(other.role)) continue;
    if (last !== undefined && (places.get(last.value) ?? 0) > (places.get(mark.value) ?? 0))
      return { code: 'order', asked: [last, mark], kept: [other] };
    last = mark;
  }
  return undefined;
}

const ARGUMENTS = new Set(['subject', 'topic', 'object']);

/** In "A와 B를" both are what B is. */
function joined(marks: readonly Mark[]): Mark[] {
  return marks.map((mark, index) => {
    const next = marks[index + 1];
    return mark.role === 'with' && next !== undefined && next.role !== 'verb'
      ? { ...mark, role: next.role }
      : mark;
  });
}

const part = (role: string): string => (role === 'topic' ? 'subject' : role);

/** Two parts that one noun cannot have in sentences that mean the same. */
function clash(one: string, other: string, moves: boolean): boolean {
  if (one === other || one === 'verb' || other === 'verb') return false;
  if (one === 'than' || other === 'than') return true;
  const both = (a: string, b: string): boolean => (one === a && other === b) || (one === b && other === a);
  if (moves && both('from', 'to')) return true;
  return both('to', 'subject') || (moves && both('to', 'object'));
}

/** Nouns side by side without particles: 서울 부산 is another way than 부산 서울. */
function compoundRefusal(asked: readonly Mark[], kept: readonly Mark[]): Refusal | undefined {
  const place = new Map(kept.map(({ value }, index) => [value, index]));
  for (const [index, mark] of asked.entries()) {
    const next = asked[index + 1];
    if (next === undefined || mark.role !== '' || next.value === mark.value) continue;
    const at = place.get(mark.value);
    const nextAt = place.get(next.value);
    if (at === undefined || nextAt === undefined || nextAt !== at - 1) continue;
    const other = kept[nextAt];
    const otherNext = kept[at];
    if (other !== undefined && otherNext !== undefined && other.role === '')
      return { code: 'order', asked: [mark, next], kept: [other, otherNext] };
  }
  return undefined;
}
