import { describe, expect, it } from 'vitest';
import { conjugate, type PredicateForm } from './conjugation.ts';

const formsOf = (predicate: string, form: PredicateForm): string[] =>
  conjugate(predicate)
    .filter((one) => one.form === form)
    .map(({ surface }) => surface);

describe('conjugate', () => {
  it.each([
    ['하다', '쾌적하다', '쾌적한', ['쾌적해', '쾌적했']],
    ['ㅂ', '싱그럽다', '싱그러운', ['싱그러워', '싱그러웠']],
    ['ㅂ with 와', '곱다', '고운', ['고와', '고왔']],
    ['regular ㅂ', '좁다', '좁은', ['좁아', '좁았']],
    ['regular ㅂ in a compound', '사로잡다', '사로잡은', ['사로잡아', '사로잡았']],
    ['ㄹ', '거칠다', '거친', ['거칠어', '거칠었']],
    ['ㄹ with 아', '달다', '단', ['달아', '달았']],
    ['ㅎ', '노랗다', '노란', ['노래', '노랬']],
    ['ㅎ with ㅑ', '뽀얗다', '뽀얀', ['뽀얘', '뽀얬']],
    ['ㅎ with ㅓ', '누렇다', '누런', ['누레', '누렜']],
    ['ㅎ with ㅕ', '허옇다', '허연', ['허예', '허옜']],
    ['regular ㅎ', '좋다', '좋은', ['좋아', '좋았']],
    ['regular ㅎ of a verb', '넣다', '넣은', ['넣어', '넣었']],
    ['regular ㅎ in a compound', '빼놓다', '빼놓은', ['빼놓아', '빼놓았']],
    ['르', '흐르다', '흐른', ['흘러', '흘렀']],
    ['르 with 아', '고르다', '고른', ['골라', '골랐']],
    ['르 that takes 러', '푸르다', '푸른', ['푸르러', '푸르렀']],
    ['르 that takes 러 in a compound', '짙푸르다', '짙푸른', ['짙푸르러', '짙푸르렀']],
    ['으', '쓰다', '쓴', ['써', '썼']],
    ['으 with 아', '나쁘다', '나쁜', ['나빠', '나빴']],
    ['되다', '절제되다', '절제된', ['절제돼', '절제됐']],
    ['오', '쏘다', '쏜', ['쏴', '쐈']],
    ['우', '주다', '준', ['줘', '줬']],
    ['이', '비치다', '비친', ['비쳐', '비쳤']],
    ['아', '나다', '난', ['나', '났']],
    ['closed, 어', '깊다', '깊은', ['깊어', '깊었']],
    ['closed, 아', '높다', '높은', ['높아', '높았']],
  ])('%s: %s', (_, predicate, adnominal, infinitives) => {
    expect(formsOf(predicate, 'adnominal')).toContain(adnominal);
    expect(formsOf(predicate, 'infinitive')).toEqual(infinitives);
    expect(formsOf(predicate, 'stem')).toContain(predicate.slice(0, -1));
  });

  it.each([
    ['상쾌하다', '상쾌함', '상쾌히'],
    ['부드럽다', '부드러움', '부드러이'],
    ['깊다', '깊음', '깊이'],
  ])('makes a noun and an adverb of %s', (predicate, nominal, derived) => {
    expect(formsOf(predicate, 'nominal')).toContain(nominal);
    expect(formsOf(predicate, 'derived')).toContain(derived);
  });

  it('drops the ㄹ before ㄴ and ㅂ', () => {
    expect(formsOf('달다', 'stem')).toEqual(['달', '답', '다']);
  });

  it('never turns a regular ㅎ stem into another word', () => {
    expect(conjugate('넣다').map(({ surface }) => surface)).not.toContain('너');
  });
});
