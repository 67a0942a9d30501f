interface Node<Value> {
  readonly children: Map<number, Node<Value>>;
  /** The way on over a space of the surface; kept apart, because it also matches nothing. */
  space: Node<Value> | undefined;
  readonly values: Value[];
}

export interface TrieMatch<Value> {
  readonly end: number;
  readonly value: Value;
}

const SPACE = 32;
const NONE: readonly never[] = [];
const emptyNode = <Value>(): Node<Value> => ({ children: new Map(), space: undefined, values: [] });

/** Surfaces of one script. A space in a surface matches one space of the text, or none. */
export class Trie<Value> {
  readonly #root = emptyNode<Value>();

  add(surface: string, value: Value): void {
    let node = this.#root;
    for (let index = 0; index < surface.length; index++) {
      const code = surface.charCodeAt(index);
      let child = code === SPACE ? node.space : node.children.get(code);
      if (child === undefined) {
        child = emptyNode();
        if (code === SPACE) node.space = child;
        else node.children.set(code, child);
      }
      node = child;
    }
    node.values.push(value);
  }

  /** All surfaces that begin at `start`, the longest first. */
  matchesAt(text: string, start: number): readonly TrieMatch<Value>[] {
    const first = this.#root.children.get(text.charCodeAt(start));
    if (first === undefined) return NONE;
    const found: TrieMatch<Value>[] = [];
    walk(first, text, start + 1, found);
    return found.reverse();
  }
}

function walk<Value>(node: Node<Value>, text: string, at: number, found: TrieMatch<Value>[]): void {
  let current = node;
  let position = at;
  for (;;) {
    for (const value of current.values) found.push({ end: position, value });
    if (current.space !== undefined) {
      walk(current.space, text, text.charCodeAt(position) === SPACE ? position + 1 : position, found);
    }
    const child = current.children.get(text.charCodeAt(position));
    if (child === undefined) return;
    current = child;
    position += 1;
  }
}
