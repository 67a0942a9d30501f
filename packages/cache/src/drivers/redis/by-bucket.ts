/** Lists of what has the same bucket: in a cluster, one command reaches the keys of one slot. */
export function byBucket<Item>(items: readonly Item[], bucketOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const bucket = bucketOf(item);
    const group = groups.get(bucket);
    if (group === undefined) groups.set(bucket, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
