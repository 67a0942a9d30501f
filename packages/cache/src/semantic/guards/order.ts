import { deniedClauseRefusal, koreanOrderRefusal } from './korean-order.ts';
import type { Facet, Mark, Read } from './mark.ts';
import type { Refusal } from './refusal.ts';

/** Past this many words only the same order is the same, so that the work stays bounded. */
const COMPARED = 48;

/** A word of the text that was asked, and where the other text has it. */
interface Placed {
  readonly mark: Mark;
  readonly at: number;
  readonly other: Mark;
  readonly otherAt: number;
}

/** Refuses where the same words stand to each other in another way: "A to B" is not "B to A". */
export function orderRefusal(asked: Read, kept: Read): Refusal | undefined {
  const left = orderedOf(asked);
  const right = orderedOf(kept);
  if (asked.language === 'ko')
    return (
      koreanOrderRefusal(left, right) ??
      deniedClauseRefusal(asked.marks, kept.marks) ??
      whoRefusal(asked, kept)
    );
  const places = new Map(right.map((mark, index) => [keyOf(mark), index]));
  const placed: Placed[] = [];
  for (const [at, mark] of left.entries()) {
    const otherAt = places.get(keyOf(mark));
    const other = otherAt === undefined ? undefined : right[otherAt];
    if (otherAt === undefined || other === undefined) continue;
    if (rolesDiffer(mark.role, other.role)) return { code: 'order', asked: [mark], kept: [other] };
    placed.push({ mark, at, other, otherAt });
  }
  const turned = turnedPair(placed);
  if (turned === undefined) return undefined;
  const [u, v] = turned;
  return { code: 'order', asked: [u.mark, v.mark], kept: [v.other, u.other] };
}

/** 누가 너를 is not 너는 누구를. */
function whoRefusal(asked: Read, kept: Read): Refusal | undefined {
  const who = ({ marks }: Read): Mark | undefined =>
    marks.find(({ facet, value }) => facet === 'question' && value === 'who');
  const [one, other] = [who(asked), who(kept)];
  if (one === undefined || other === undefined || (one.role === 'object') === (other.role === 'object'))
    return undefined;
  return { code: 'order', asked: [one], kept: [other] };
}

/** The first two words whose order is turned for no reason that leaves the meaning as it is. */
function turnedPair(placed: readonly Placed[]): readonly [Placed, Placed] | undefined {
  const long = placed.length > COMPARED;
  for (const [index, u] of placed.entries())
    for (const v of long ? placed.slice(index + 1, index + 2) : placed.slice(index + 1)) {
      if (u.otherAt <= v.otherAt || u.mark.facet !== v.mark.facet) continue;
      if (long || !(areJoined(u, v) || isPassive(u, v) || movedTogether(u, v))) return [u, v];
    }
  return undefined;
}

const keyOf = ({ facet, value }: Mark): string => `${facet} ${value}`;

const ORDERED: ReadonlySet<Facet> = new Set(['content', 'number', 'date']);

/** Words, numbers and dates: the order among each matters, though not that of a number to a word. Each where it is said first. */
function orderedOf({ marks }: Read): Mark[] {
  const seen = new Map<string, Mark>();
  for (const mark of marks)
    if (ORDERED.has(mark.facet) && !seen.has(keyOf(mark))) seen.set(keyOf(mark), mark);
  return [...seen.values()];
}

const isPlain = (role: string): boolean => role === 'core' || role === 'of';

const rolesDiffer = (one: string, other: string): boolean =>
  one !== other && !(isPlain(one) && isPlain(other));

/** "A and B" is "B and A". */
const areJoined = (u: Placed, v: Placed): boolean =>
  u.at + 1 === v.at && v.otherAt + 1 === u.otherAt && v.mark.joined === true && u.other.joined === true;

/** "How is cheese made" is "how do you make cheese": what is done to something stands behind it only in the passive. */
const isPassive = (u: Placed, v: Placed): boolean =>
  (v.mark.passive === true && v.other.passive !== true && v.otherAt === 0 && u.at === 0) ||
  (u.other.passive === true && u.mark.passive !== true && u.at === 0 && v.otherAt === 0);

/** A phrase moved as a whole, or "X of Y" said as "Y X". */
function movedTogether({ mark: u, other: u2 }: Placed, { mark: v, other: v2 }: Placed): boolean {
  if (u.role === u2.role && v.role === v2.role) return u.role !== v.role;
  // The genitive: the one text links the two, the other has them in one phrase.
  const linked = u.role === 'core' && v.role === 'of';
  const linkedOther = v2.role === 'core' && u2.role === 'of';
  return linked !== linkedOther && (linked ? u2.role === v2.role : u.role === v.role);
}
