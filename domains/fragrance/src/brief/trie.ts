interface Node<Value> {
  readonly children: Map<number, Node<Value>>;
  readonly values: Value[];
}

export interface TrieMatch<Value> {
  readonly end: number;
  readonly value: Value;
}

const SPACE = 32;

/** Surfaces of one script. A space in a surface matches one space of the text, or none. */
export class Trie<Value> {
  readonly #root: Node<Value> = { children: new Map(), values: [] };

  add(surface: string, value: Value): void {
    let node = this.#root;
    for (let index = 0; index < surface.length; index++) {
      const code = surface.charCodeAt(index);
      let child = node.children.get(code);
      if (child === undefined) {
        child = { children: new Map(), values: [] };
        node.children.set(code, child);
      }
      node = child;
    }
    node.values.push(value);
  }

  /** All surfaces that begin at `start`, the longest first. */
  matchesAt(text: string, start: number): TrieMatch<Value>[] {
    const found: TrieMatch<Value>[] = [];
    this.#walk(this.#root, text, start, found);
    return found.reverse();
  }

  #walk(node: Node<Value>, text: string, at: number, found: TrieMatch<Value>[]): void {
    let current = node;
    let position = at;
    for (;;) {
      for (const value of current.values) found.push({ end: position, value });
      const spaced = current.children.get(SPACE);
      if (spaced !== undefined) {
        const consumed = text.charCodeAt(position) === SPACE ? position + 1 : position;
        this.#walk(spaced, text, consumed, found);
      }
      const child = current.children.get(text.charCodeAt(position));
      if (child === undefined) return;
      current = child;
      position += 1;
    }
  }
}
