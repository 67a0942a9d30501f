/** A stand-in for what the server says of a memory that has grown old. */

const portion = (contents: number, given: number, kept: number): object => ({
  contents,
  content_bytes: given,
  kept_bytes: kept,
});

export const MEMORY_STATS = {
  records: 18_204,
  contents: 15_911,
  tiers: [
    { class: 'chat', tier: 'L2', ...portion(3110, 1_240_000, 402_000) },
    { class: 'chat', tier: 'L3', ...portion(11_902, 4_980_000, 811_000) },
    { class: 'customer_letters', tier: 'L2', ...portion(12, 800, 1500) },
    { class: 'legal', tier: 'L3', ...portion(887, 3_100_000, 390_000) },
  ],
  sizes: [
    { up_to_bytes: 256, ...portion(4100, 610_000, 380_000) },
    { up_to_bytes: 1024, ...portion(9800, 4_200_000, 812_000) },
    { up_to_bytes: 4096, ...portion(2011, 4_510_800, 412_500) },
    { up_to_bytes: null, ...portion(0, 0, 0) },
  ],
  ages: [
    { from_days: 0, ...portion(210, 84_000, 31_000) },
    { from_days: 1, ...portion(1900, 760_800, 241_500) },
    { from_days: 14, ...portion(1012, 396_000, 131_000) },
    { from_days: 90, ...portion(12_789, 8_080_000, 1_201_000) },
  ],
  l1: { records: 512, bytes: 402_113, hits: 9120, misses: 804 },
  dictionaries: [
    { class: 'chat', id: 3, bytes: 391_000 },
    { class: 'legal', id: 1, bytes: 402_100 },
  ],
  embeddings: { sample: 0, fp16: null, int8: null },
  near_duplicates: { looked_at: 120, groups: 4, contents: 11, largest: 5 },
  compression_ratio: 3.8874,
  avg_latency_ms: 0.21,
  llm_cas_hit_rate: 0.126,
  error_rate: 0,
};

export const BROKEN_PROOF = {
  holds: false,
  tenants: [
    { tenant: 'acme', records: 204, contents: 180, events: 205, findings: ['event_changed seq 17'] },
    { tenant: 'local', records: 18_204, contents: 15_911, events: 18_220, findings: [] },
  ],
};
