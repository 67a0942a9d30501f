/**
 * Numbers strings, and finds the number of a stretch of a text without cutting the stretch out of it: a set or a map
 * of strings would cost a new string and its hash for every word that is looked up. Open addressing with linear
 * probing in typed arrays; the hash is FNV-1a (Fowler, Noll and Vo) over code units.
 */
export class StretchIndex {
  /** The strings by their numbers. */
  readonly keys: string[] = [];
  /** Two numbers a slot, side by side: the hash of its string, and the string's number and one more; 0 when free. */
  #slots: Int32Array;

  /** `expected` is how many strings there will be, when that is known. */
  constructor(expected = 0) {
    let slots = FEWEST_SLOTS;
    while (slots < expected * SPARSE) slots *= 2;
    this.#slots = new Int32Array(2 * slots);
  }

  /** The number of the stretch, or -1. */
  find(text: string, start: number, end: number): number {
    const slot = this.#slotOf(hashOf(text, start, end), text, start, end);
    return (this.#slots[slot + 1] as number) - 1;
  }

  /** The number of the string, which is a new one when it is not known. */
  add(key: string): number {
    const hash = hashOf(key, 0, key.length);
    const slot = this.#slotOf(hash, key, 0, key.length);
    const known = (this.#slots[slot + 1] as number) - 1;
    if (known >= 0) return known;
    this.keys.push(key);
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = this.keys.length;
    if (this.keys.length * SPARSE * 2 > this.#slots.length) this.#grow();
    return this.keys.length - 1;
  }

  /** The slot of the stretch, or the free one that it would get. */
  #slotOf(hash: number, text: string, start: number, end: number): number {
    const slots = this.#slots;
    const last = slots.length - 2;
    for (let slot = (hash << 1) & last; ; slot = (slot + 2) & last) {
      const number = (slots[slot + 1] as number) - 1;
      if (number < 0) return slot;
      if (slots[slot] === hash && isStretch(this.keys[number] as string, text, start, end)) return slot;
    }
  }

  /** How many slots a look-up of an unknown string passes before it finds a free one. */
  distance(key: string): number {
    const slots = this.#slots;
    const hash = hashOf(key, 0, key.length);
    return ((freeFrom(slots, hash) - (hash << 1)) & (slots.length - 2)) / 2;
  }

  clear(): void {
    this.keys.length = 0;
    this.#slots = new Int32Array(2 * FEWEST_SLOTS);
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    for (let slot = 0; slot < before.length; slot += 2) {
      const filled = before[slot + 1] as number;
      if (filled === 0) continue;
      const free = freeFrom(this.#slots, before[slot] as number);
      this.#slots[free] = before[slot] as number;
      this.#slots[free + 1] = filled;
    }
  }
}

function freeFrom(slots: Int32Array, hash: number): number {
  let slot = (hash << 1) & (slots.length - 2);
  while ((slots[slot + 1] as number) > 0) slot = (slot + 2) & (slots.length - 2);
  return slot;
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
