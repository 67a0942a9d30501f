import { createRng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { createNearIndex } from './near-index.ts';
import { createSimHasher, distance, type SimHash, similarity } from './sim-hash.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, index) => index * 7 + 1);
const hasher = createSimHasher(KEY);
const hashOf = (text: string): SimHash => hasher(text) ?? { high: 0, low: 0 };

const ENGLISH = `The delivery of the spare parts for the pump station was put off again because the truck of the carrier broke down on the
road from the harbour, and the replacement needs a driver with a permit for heavy loads. We asked the supplier to send the small valves by
post, so that the crew can begin with the western basin while the rest is on the way. The order number is 48213.`;
const KOREAN = `펌프장 예비 부품의 배송이 다시 미뤄졌습니다. 항구에서 오던 운송사의 트럭이 고장 났고, 대체 차량에는 대형 화물 면허가 있는 기사가
필요합니다. 작은 밸브는 우편으로 먼저 보내 달라고 공급사에 요청했으므로, 나머지가 오는 동안 작업반은 서쪽 수조부터 시작할 수 있습니다. 주문 번호는 48213입니다.`;

describe('the fingerprint', () => {
  it.each([
    ['English', ENGLISH, ENGLISH.replace('48213', '48214')],
    ['Korean', KOREAN, KOREAN.replace('48213', '48214')],
  ])('of nearly the same %s text is within the threshold', (_, text, other) => {
    expect(similarity(hashOf(text), hashOf(other))).toBeGreaterThanOrEqual(0.88);
  });

  it('of texts about other things is not', () => {
    expect(similarity(hashOf(ENGLISH), hashOf(KOREAN))).toBeLessThan(0.85);
    expect(
      similarity(hashOf(ENGLISH), hashOf('A recipe for bread with rye, salt and a starter.')),
    ).toBeLessThan(0.85);
  });

  it('says nothing without the key', () => {
    const other = createSimHasher(KEY.map((byte) => byte ^ 0x5a));
    expect(similarity(hashOf(ENGLISH), other(ENGLISH) ?? hashOf(''))).toBeLessThan(0.85);
  });

  it('is none of a text without words', () => {
    expect(hasher(' … \n')).toBeUndefined();
    expect(() => createSimHasher(new Uint8Array(4))).toThrow(TypeError);
  });
});

describe('the index of near-duplicates', () => {
  it.each([0.85, 0.88, 0.95])('finds at %f what a scan finds, and nothing else', (threshold) => {
    const rng = createRng(7);
    const word = (): number => Math.floor(rng.next() * 2 ** 32);
    const flipped = ({ high, low }: SimHash, bits: number): SimHash => {
      let [above, below] = [high, low];
      for (let done = 0; done < bits; done++) {
        const at = Math.floor(rng.next() * 64);
        if (at < 32) below = (below ^ (1 << at)) >>> 0;
        else above = (above ^ (1 << (at - 32))) >>> 0;
      }
      return { high: above, low: below };
    };
    const index = createNearIndex(threshold);
    const all = new Map<string, SimHash>();
    const centres = Array.from({ length: 20 }, () => ({ high: word(), low: word() }));
    for (let at = 0; at < 1000; at++) {
      const centre = centres[at % 20] ?? { high: 0, low: 0 };
      const hash = flipped(centre, Math.floor(rng.next() * 16));
      all.set(`r${at}`, hash);
      index.add(`r${at}`, hash);
    }
    for (let at = 0; at < 1000; at += 3) {
      index.remove(`r${at}`);
      all.delete(`r${at}`);
    }
    expect(index.size).toBe(all.size);
    let met = 0;
    for (const centre of centres) {
      const scanned = [...all]
        .filter(([, hash]) => 1 - distance(centre, hash) / 64 >= threshold)
        .map(([id]) => id);
      const found = index.near(centre, 1000).map(({ id }) => id);
      expect(found.toSorted()).toEqual(scanned.toSorted());
      met += found.length;
    }
    expect(met).toBeGreaterThan(20);
  });

  it('takes no threshold outside of 0.85 … 0.95', () => {
    expect(() => createNearIndex(0.5)).toThrow(TypeError);
    expect(() => createNearIndex(Number.NaN)).toThrow(TypeError);
  });
});
