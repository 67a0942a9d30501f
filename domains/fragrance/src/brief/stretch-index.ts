/**
 * Numbers strings, and finds the number of a stretch of a text without cutting the stretch out of it: a set or a map
 * of strings would cost a new string and its hash for every word that is looked up. Open addressing with linear
 * probing in typed arrays; the hash is FNV-1a (Fowler, Noll and Vo) over code units.
 */
export class StretchIndex {
  /** The strings by their numbers. */
  readonly keys: string[] = [];
  /** Number of the string in each slot, and one more; 0 where the slot is free. */
  #slots = new Int32Array(FEWEST_SLOTS);
  #hashes = new Int32Array(FEWEST_SLOTS);

  /** The number of the stretch, or -1. */
  find(text: string, start: number, end: number): number {
    const slots = this.#slots;
    const hash = hashOf(text, start, end);
    for (let slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
      const number = (slots[slot] as number) - 1;
      if (number < 0) return -1;
      if (this.#hashes[slot] === hash && isStretch(this.keys[number] as string, text, start, end))
        return number;
    }
  }

  /** The number of the string, which is a new one when it is not known. */
  add(key: string): number {
    const known = this.find(key, 0, key.length);
    if (known >= 0) return known;
    if (this.keys.length * SPARSE >= this.#slots.length) this.#grow();
    this.keys.push(key);
    this.#place(this.keys.length, hashOf(key, 0, key.length));
    return this.keys.length - 1;
  }

  /** How many slots a look-up of the string passes before it finds it or a free one. */
  distance(key: string): number {
    const slots = this.#slots;
    const home = hashOf(key, 0, key.length) & (slots.length - 1);
    let slot = home;
    while ((slots[slot] as number) > 0 && this.keys[(slots[slot] as number) - 1] !== key) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return (slot - home) & (slots.length - 1);
  }

  clear(): void {
    this.keys.length = 0;
    this.#slots = new Int32Array(FEWEST_SLOTS);
    this.#hashes = new Int32Array(FEWEST_SLOTS);
  }

  #grow(): void {
    const [slots, hashes] = [this.#slots, this.#hashes];
    this.#slots = new Int32Array(slots.length * 2);
    this.#hashes = new Int32Array(slots.length * 2);
    slots.forEach((filled, slot) => {
      if (filled > 0) this.#place(filled, hashes[slot] as number);
    });
  }

  #place(filled: number, hash: number): void {
    const slots = this.#slots;
    let slot = hash & (slots.length - 1);
    while ((slots[slot] as number) > 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = filled;
    this.#hashes[slot] = hash;
  }
}

/** A power of two, as the number of slots always is. */
const FEWEST_SLOTS = 256;
/** Slots for each string, at least. */
const SPARSE = 2;

function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash ^ (hash >>> 15);
}

function isStretch(key: string, text: string, start: number, end: number): boolean {
  if (key.length !== end - start) return false;
  for (let index = 0; index < key.length; index++) {
    if (key.charCodeAt(index) !== text.charCodeAt(start + index)) return false;
  }
  return true;
}

/**
 * Remembers what was made of stretches that recur in the texts people send. Bounded: long stretches seldom recur and
 * are not kept, and it forgets everything when it is full or when somebody sends words that all fall into the same
 * slots.
 */
export class StretchMemory<Value> {
  readonly #index = new StretchIndex();
  #values: Value[] = [];
  readonly #most: number;
  readonly #make: (stretch: string) => Value;

  constructor(most: number, make: (stretch: string) => Value) {
    this.#most = most;
    this.#make = make;
  }

  of(text: string, start: number, end: number): Value {
    const number = this.#index.find(text, start, end);
    return number < 0 ? this.#remember(text.slice(start, end)) : (this.#values[number] as Value);
  }

  #remember(stretch: string): Value {
    const value = this.#make(stretch);
    if (stretch.length > LONGEST_REMEMBERED) return value;
    if (this.#values.length >= this.#most || this.#index.distance(stretch) > MOST_PASSED) {
      this.#index.clear();
      this.#values = [];
    }
    this.#values[this.#index.add(stretch)] = value;
    return value;
  }
}

/** A longer slice would keep the whole text that it was cut from. */
const LONGEST_REMEMBERED = 12;
/** With half of the slots free, a look-up hardly ever passes more than a few. */
const MOST_PASSED = 64;
