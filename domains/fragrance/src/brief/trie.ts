/**
 * Most nodes have one child, which is kept in the node itself: a step then touches one object instead of a hash table.
 */
interface Node<Value> {
  /** Code of the first child; -1 when there is none. */
  code: number;
  child: Node<Value> | undefined;
  /** The other children. */
  others: Map<number, Node<Value>> | undefined;
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
const emptyNode = <Value>(): Node<Value> => ({
  code: -1,
  child: undefined,
  others: undefined,
  space: undefined,
  values: [],
});

function childOf<Value>(node: Node<Value>, code: number): Node<Value> | undefined {
  return node.code === code ? node.child : node.others?.get(code);
}

function grow<Value>(node: Node<Value>, code: number): Node<Value> {
  const child = emptyNode<Value>();
  if (code === SPACE) node.space = child;
  else if (node.child === undefined) {
    node.code = code;
    node.child = child;
  } else {
    node.others ??= new Map();
    node.others.set(code, child);
  }
  return child;
}

/** Surfaces of one script. A space in a surface matches one space of the text, or none. */
export class Trie<Value> {
  readonly #root = emptyNode<Value>();

  add(surface: string, value: Value): void {
    let node = this.#root;
    for (let index = 0; index < surface.length; index++) {
      const code = surface.charCodeAt(index);
      node = (code === SPACE ? node.space : childOf(node, code)) ?? grow(node, code);
    }
    node.values.push(value);
  }

  /** All surfaces that begin at `start`, the longest first. */
  matchesAt(text: string, start: number): readonly TrieMatch<Value>[] {
    const first = childOf(this.#root, text.charCodeAt(start));
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
    const child = childOf(current, text.charCodeAt(position));
    if (child === undefined) return;
    current = child;
    position += 1;
  }
}
