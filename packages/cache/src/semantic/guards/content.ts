import { ENGLISH } from './english.ts';
import { KOREAN } from './korean-words.ts';
import type { Mark, Read } from './mark.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

/** Refuses where a content word of one text has no counterpart in the other: no same stem, no synonym of the tables, no other spelling. */
export function contentRefusal(asked: Read, kept: Read): Refusal | undefined {
  const left = contentOf(asked);
  const right = contentOf(kept);
  const onlyAsked = beyond(left, right);
  const onlyKept = beyond(right, left);
  if (spelled(onlyAsked) === spelled(onlyKept)) return nameRefusal(left, right);
  return { code: codeOf(onlyAsked, onlyKept), asked: onlyAsked, kept: onlyKept };
}

const contentOf = ({ marks }: Read): Mark[] => marks.filter(({ facet }) => facet === 'content');

/** What one text says and the other does not, or says less often. */
function beyond(marks: readonly Mark[], others: readonly Mark[]): Mark[] {
  const left = new Map<string, number>();
  for (const { value } of others) left.set(value, (left.get(value) ?? 0) + 1);
  return marks.filter(({ value }) => {
    const count = left.get(value) ?? 0;
    left.set(value, count - 1);
    return count <= 0;
  });
}

/** Words written together are the words written apart: 회원 탈퇴 and 회원탈퇴, wi-fi and wifi. */
const spelled = (marks: readonly Mark[]): string => marks.map(({ value }) => value).join('');

/** Names are told apart by every letter: Alien is not Aliens. A text may have both. */
function nameRefusal(asked: readonly Mark[], kept: readonly Mark[]): Refusal | undefined {
  const forAsked = firstMisnamed(asked, kept);
  if (forAsked !== undefined) return { code: 'name', asked: [forAsked.mark], kept: [forAsked.other] };
  const forKept = firstMisnamed(kept, asked);
  return forKept && { code: 'name', asked: [forKept.other], kept: [forKept.mark] };
}

/** A name that those of the same stem in the other text are all spelled otherwise than. */
function firstMisnamed(
  marks: readonly Mark[],
  others: readonly Mark[],
): { readonly mark: Mark; readonly other: Mark } | undefined {
  for (const mark of marks) {
    const alike = others.filter(({ value }) => value === mark.value);
    const [other] = alike;
    if (other !== undefined && !alike.some(({ name }) => isSameName(mark.name, name))) return { mark, other };
  }
  return undefined;
}

const isSameName = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || bare(one) === bare(other);

const bare = (name: string): string => name.replace(/'s?$/, '');

function codeOf(asked: readonly Mark[], kept: readonly Mark[]): RefusalCode {
  if (asked.some((mark) => kept.some((other) => isOpposite(mark.value, other.value)))) return 'antonym';
  if ([...asked, ...kept].some(({ name }) => name !== undefined)) return 'name';
  return 'content';
}

const OPPOSITES = new Map([...ENGLISH.list('opposite'), ...KOREAN.list('opposite')]);

const isOpposite = (one: string, other: string): boolean =>
  OPPOSITES.get(one)?.includes(other) === true || OPPOSITES.get(other)?.includes(one) === true;
