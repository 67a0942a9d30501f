/** What a search in a trie found; used again for each, so that searching makes no objects. */
export class Matches<Value> {
  count = 0;
  readonly ends: number[] = [];
  readonly values: Value[] = [];

  add(end: number, value: Value): void {
    this.ends[this.count] = end;
    this.values[this.count] = value;
    this.count += 1;
  }
}

interface Branch<Value> {
  readonly next: Map<number, Branch<Value>>;
  readonly values: Value[];
}

const SPACE = 32;
const CODES = 0x10000;

/**
 * Surfaces of one script. A space in a surface matches one space of the text, or none.
 * The nodes are numbered in breadth, so that the children of a node are neighbours and a step reads a few adjacent
 * numbers instead of following an object.
 */
export class Trie<Value> {
  /** The node that a first code unit leads to; 0 where there is none. */
  readonly #roots = new Int32Array(CODES);
  /** The code unit that leads to each node. */
  readonly #codes: Uint16Array;
  /** The first child of each node; its last is the one before the first child of the next node. */
  readonly #children: Int32Array;
  /** The same for the values. */
  readonly #valuesFrom: Int32Array;
  readonly #values: Value[] = [];

  constructor(surfaces: Iterable<readonly [surface: string, value: Value]>) {
    const branches = inBreadth(branchesOf(surfaces));
    this.#codes = new Uint16Array(branches.length + 1);
    this.#children = new Int32Array(branches.length + 1);
    this.#valuesFrom = new Int32Array(branches.length + 1);
    let child = 1;
    branches.forEach((branch, node) => {
      this.#children[node] = child;
      this.#valuesFrom[node] = this.#values.length;
      this.#values.push(...branch.values);
      for (const code of codesOf(branch)) {
        if (node === 0 && code !== SPACE) this.#roots[code] = child;
        this.#codes[child] = code;
        child += 1;
      }
    });
    this.#children[branches.length] = child;
    this.#valuesFrom[branches.length] = this.#values.length;
  }

  /** Puts all surfaces that begin at `start` into `found`, the longest last. */
  matchesAt(text: string, start: number, found: Matches<Value>): void {
    found.count = 0;
    const node = start < text.length ? (this.#roots[text.charCodeAt(start)] as number) : 0;
    if (node > 0) this.#walk(node, text, start + 1, found);
  }

  #walk(from: number, text: string, at: number, found: Matches<Value>): void {
    let node = from;
    let position = at;
    for (;;) {
      const valuesEnd = this.#valuesFrom[node + 1] as number;
      for (let value = this.#valuesFrom[node] as number; value < valuesEnd; value++) {
        found.add(position, this.#values[value] as Value);
      }
      const child = this.#children[node] as number;
      const childrenEnd = this.#children[node + 1] as number;
      if (child === childrenEnd) return;
      const code = position < text.length ? text.charCodeAt(position) : SPACE;
      if (this.#codes[child] === SPACE) {
        const spaced = position < text.length && code === SPACE;
        this.#walk(child, text, spaced ? position + 1 : position, found);
      }
      node = code === SPACE ? 0 : this.#childOf(child, childrenEnd, code);
      if (node === 0) return;
      position += 1;
    }
  }

  #childOf(first: number, end: number, code: number): number {
    for (let child = first; child < end; child++) if (this.#codes[child] === code) return child;
    return 0;
  }
}

function branchesOf<Value>(surfaces: Iterable<readonly [string, Value]>): Branch<Value> {
  const root: Branch<Value> = { next: new Map(), values: [] };
  for (const [surface, value] of surfaces) {
    let branch = root;
    for (let index = 0; index < surface.length; index++) {
      const code = surface.charCodeAt(index);
      const next = branch.next.get(code) ?? { next: new Map(), values: [] };
      branch.next.set(code, next);
      branch = next;
    }
    branch.values.push(value);
  }
  return root;
}

/** The space comes first, where the search looks for it. */
function codesOf({ next }: Branch<unknown>): number[] {
  const codes = [...next.keys()];
  const space = codes.indexOf(SPACE);
  if (space > 0) codes.unshift(...codes.splice(space, 1));
  return codes;
}

function inBreadth<Value>(root: Branch<Value>): Branch<Value>[] {
  const branches = [root];
  for (const branch of branches) {
    for (const code of codesOf(branch)) branches.push(branch.next.get(code) as Branch<Value>);
  }
  return branches;
}
