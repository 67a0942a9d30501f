import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { type AnswerSource, CacheAnswer, SharedJson } from '../answer.ts';
import type { AnswerLevel } from '../answer-level.ts';
import type { CacheKey } from '../key.ts';
import type { l1Knobs } from '../knobs.ts';
import type { Selector } from '../level.ts';
import { namePattern } from '../pattern.ts';
import { createRing } from './memory/ring.ts';

export interface MemoryCacheOptions {
  readonly knobs: KnobValues<typeof l1Knobs>;
  readonly clock: Clock;
}

/** One entry. */
interface Node {
  /** Its place in the ring of all, from the most to the least recently used. */
  readonly slot: number;
  readonly key: CacheKey;
  readonly shelf: Shelf;
  answer: CacheAnswer;
  bytes: number;
  /** Wall clock, milliseconds since the Unix epoch. */
  dropAt: number;
}

/** The entries of one tenant. */
interface Shelf {
  readonly tenant: string;
  readonly nodes: Map<string, Node>;
  readonly tagged: Map<string, Set<Node>>;
}

/** Every hit of this level says the same, so it is said by one object. */
const FROM_MEMORY: AnswerSource = Object.freeze({
  kind: 'level',
  level: 'memory',
  freshness: 'fresh',
  passed: Object.freeze([]),
});

/** Of node, answer, entry and key with their places in the tables: 740 measured on a heap of 30,000, without the name. */
const NODE_BYTES = 750;
/** Of a tag in its table and of the place in it. */
const TAG_BYTES = 120;
/** What the parsed value takes beside its text, whether or not it is parsed yet: 1.7 times measured on briefs. */
const PARSED_SHARE = 2;
const NOT_LATIN1 = /[^\0-\xff]/;

/**
 * Entries in the memory of this process, the least recently used given up first. Beyond the life of an entry, this
 * level has one of its own, after which the levels below are asked again.
 */
export function memoryCache({ knobs, clock }: MemoryCacheOptions): AnswerLevel {
  const shelves = new Map<string, Shelf>();
  const ring = createRing();
  const nodesBySlot: (Node | undefined)[] = [];
  const lifeMs = knobs.ttl_s * 1000;
  let entries = 0;
  let bytes = 0;

  const remove = (node: Node): void => {
    const { shelf } = node;
    shelf.nodes.delete(node.key.name);
    if (shelf.nodes.size === 0) shelves.delete(shelf.tenant);
    untag(node);
    nodesBySlot[node.slot] = undefined;
    ring.give(node.slot);
    entries -= 1;
    bytes -= node.bytes;
  };
  const removeOldest = (): void => {
    const node = nodesBySlot[ring.oldest()];
    if (node === undefined) throw new TypeError('a slot in use has a node');
    remove(node);
  };
  const find: AnswerLevel['find'] = (key, now) => {
    const node = shelves.get(key.tenant)?.nodes.get(key.name);
    if (node === undefined) return undefined;
    if (node.dropAt <= now) {
      remove(node);
      return undefined;
    }
    ring.touch(node.slot);
    return node.answer;
  };
  const keep: AnswerLevel['keep'] = (key, answer, now) => {
    const { entry } = answer;
    const old = shelves.get(key.tenant)?.nodes.get(key.name);
    if (old !== undefined) remove(old);
    const size = bytesOf(key, answer);
    if (size > knobs.max_bytes || entry.staleUntil <= now) return;
    const shelf = shelfOf(shelves, key.tenant);
    const node: Node = {
      slot: ring.take(),
      key,
      shelf,
      answer: answer.source === FROM_MEMORY ? answer : answer.from(FROM_MEMORY),
      bytes: size,
      dropAt: Math.min(entry.staleUntil, now + lifeMs),
    };
    nodesBySlot[node.slot] = node;
    shelf.nodes.set(key.name, node);
    tag(node);
    entries += 1;
    bytes += size;
    while (bytes > knobs.max_bytes) removeOldest();
  };

  return {
    name: 'memory',
    capabilities: new Set(),
    find,
    keep,
    get: (key) => find(key, clock.now())?.entry,
    set: (key, entry) =>
      keep(key, new CacheAnswer(entry, FROM_MEMORY, new SharedJson(entry.text)), clock.now()),
    invalidate(selector) {
      const named = [...nodesOf(selector, shelves)];
      const now = clock.now();
      const counted = named.filter(({ dropAt }) => dropAt > now).length;
      named.forEach(remove);
      return counted;
    },
    usage: () => ({ entries, bytes }),
    health: () => ({ status: 'HEALTHY', detail: `${entries} entries in ${bytes} bytes` }),
    close: () => {
      for (const node of nodesOf({ by: 'all', tenant: undefined }, shelves)) remove(node);
    },
  };
}

function shelfOf(shelves: Map<string, Shelf>, tenant: string): Shelf {
  let shelf = shelves.get(tenant);
  if (shelf === undefined) {
    shelf = { tenant, nodes: new Map(), tagged: new Map() };
    shelves.set(tenant, shelf);
  }
  return shelf;
}

function tag(node: Node): void {
  const { tagged } = node.shelf;
  for (const name of node.answer.entry.tags) {
    const nodes = tagged.get(name);
    if (nodes === undefined) tagged.set(name, new Set([node]));
    else nodes.add(node);
  }
}

function untag(node: Node): void {
  const { tagged } = node.shelf;
  for (const name of node.answer.entry.tags) {
    const nodes = tagged.get(name);
    nodes?.delete(node);
    if (nodes?.size === 0) tagged.delete(name);
  }
}

function* nodesOf(selector: Selector, shelves: ReadonlyMap<string, Shelf>): Generator<Node> {
  if (selector.by === 'key') {
    const node = shelves.get(selector.key.tenant)?.nodes.get(selector.key.name);
    if (node !== undefined) yield node;
    return;
  }
  const pattern = selector.by === 'pattern' ? namePattern(selector.pattern) : undefined;
  for (const shelf of shelves.values()) {
    if (selector.tenant !== undefined && selector.tenant !== shelf.tenant) continue;
    if (selector.by === 'tag') yield* shelf.tagged.get(selector.tag) ?? [];
    else for (const node of shelf.nodes.values()) if (pattern?.matches(node.key.name) ?? true) yield node;
  }
}

/** What an entry takes on the heap: two bytes a character unless all are Latin-1, as V8 keeps them. */
function bytesOf(key: CacheKey, { entry, text }: CacheAnswer): number {
  const textBytes = NOT_LATIN1.test(text) ? text.length * 2 : text.length;
  const tags = entry.tags.reduce((sum, name) => sum + TAG_BYTES + name.length * 2, 0);
  return NODE_BYTES + key.name.length * 2 + tags + textBytes * (1 + PARSED_SHARE);
}
