import { contentOf } from './content.ts';
import type { Mark, Read } from './mark.ts';
import { koreanOrderRefusal } from './korean-order.ts';
import type { Refusal } from './refusal.ts';

/** Past this many content words only the same order is the same. */
const COMPARED = 48;

/** Refuses where the same words stand to each other in another way: "A to B" is not "B to A". */
export function orderRefusal(asked: Read, kept: Read): Refusal | undefined {
  if (asked.language === 'ko') return koreanOrderRefusal(contentOf(asked), contentOf(kept));
  const left = firstOfEach(asked);
  const right = new Map(firstOfEach(kept).map((mark, index) => [mark.value, { mark, index }]));
  const placed = left.map((mark) => ({ mark, other: right.get(mark.value) }));
  for (const { mark, other } of placed)
    if (other !== undefined && rolesDiffer(mark.role, other.mark.role))
      return { code: 'order', asked: [mark], kept: [other.mark] };
  if (left.length > COMPARED) return undefined;
  for (const [index, u] of placed.entries())
    for (const v of placed.slice(index + 1)) {
      if (u.other === undefined || v.other === undefined || u.other.index < v.other.index) continue;
      if (!movedTogether(u.mark, v.mark, u.other.mark, v.other.mark))
        return { code: 'order', asked: [u.mark, v.mark], kept: [v.other.mark, u.other.mark] };
    }
  return undefined;
}

function firstOfEach(read: Read): Mark[] {
  const seen = new Map<string, Mark>();
  for (const mark of contentOf(read)) if (!seen.has(mark.value)) seen.set(mark.value, mark);
  return [...seen.values()];
}

const isPlain = (role: string): boolean => role === 'core' || role === 'of';

const rolesDiffer = (one: string, other: string): boolean =>
  one !== other && !(isPlain(one) && isPlain(other));

/** Two words whose order is turned, where that turns no meaning: a phrase moved as a whole, or "X of Y" said as "Y X". */
function movedTogether(u: Mark, v: Mark, u2: Mark, v2: Mark): boolean {
  if (u.role === u2.role && v.role === v2.role) return u.role !== v.role;
  // The genitive: the one text links the two, the other has them in one phrase.
  const linked = u.role === 'core' && v.role === 'of';
  const linkedOther = v2.role === 'core' && u2.role === 'of';
  return linked !== linkedOther && (linked ? u2.role === v2.role : u.role === v.role);
}
