import type { Mark } from './mark.ts';

/** Puts what is asked in several ways into one: how long, how much, which way is good. */
export function settle(marks: readonly Mark[]): Mark[] {
  return [duration, price, bestWay, smell].reduce<Mark[]>((settled, step) => step(settled), [...marks]);
}

const asks = (marks: readonly Mark[], ...values: string[]): boolean =>
  marks.some(({ facet, value }) => facet === 'question' && values.includes(value));

const says = (marks: readonly Mark[], content: string): boolean =>
  marks.some(({ facet, value }) => facet === 'content' && value === content);

const without = (marks: readonly Mark[], content: string): Mark[] =>
  marks.filter(({ facet, value }) => facet !== 'content' || value !== content);

/** 얼마나 걸려요, 며칠 걸려요, 시간은 얼마예요. */
function duration(marks: Mark[]): Mark[] {
  if (!asks(marks, 'how_much', 'how_long')) return marks;
  const takes = says(marks, '걸리');
  if (!takes && !says(marks, '시간')) return marks;
  return without(without(marks, '걸리'), '시간').map((mark) =>
    mark.facet === 'question' && mark.value === 'how_much' ? { ...mark, value: 'how_long' } : mark,
  );
}

/** 비용이 얼마나 드나요, 비용은 얼마예요. */
const price = (marks: Mark[]): Mark[] =>
  asks(marks, 'how_much') && says(marks, '비용') ? without(marks, '들') : marks;

/** 가장 좋은 방법, 어떻게 하는 게 좋을까요: the way that is asked for is a good one anyhow. */
function bestWay(marks: Mark[]): Mark[] {
  if (!asks(marks, 'how') || !says(marks, '좋')) return marks;
  return without(marks, '좋').filter(({ facet, value }) => facet !== 'comparison' || value !== 'superlative');
}

/** 향이 나는: what has a smell gives it off. */
const smell = (marks: Mark[]): Mark[] =>
  marks.filter(({ facet, value }, index) => {
    const before = marks[index - 1];
    return (
      facet !== 'content' || value !== '나' || !(before?.value.endsWith('향') || before?.value === '냄새')
    );
  });
