import type { SqlStep } from '@accord/storage';

/** `seq` of a record is that of the event that tells of it. `generation` is of the tenant's key that wraps the row's. */
export const MEMORY_STEPS: readonly SqlStep[] = [
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_keys (
    name TEXT NOT NULL, generation ${int64} NOT NULL, master TEXT NOT NULL, sealed ${bytes} NOT NULL,
    PRIMARY KEY (name, generation)) ${keyed}`,
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_events (
    tenant TEXT NOT NULL, seq ${int64} NOT NULL, at ${int64} NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
    closes ${int64} NOT NULL, digest ${bytes} NOT NULL, signature ${bytes}, PRIMARY KEY (tenant, seq)) ${keyed}`,
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_records (
    tenant TEXT NOT NULL, seq ${int64} NOT NULL, class TEXT NOT NULL, name ${bytes}, address ${bytes} NOT NULL,
    salt ${bytes} NOT NULL, format ${int64} NOT NULL, valid_from ${int64} NOT NULL, recorded_at ${int64} NOT NULL,
    generation ${int64} NOT NULL, wrapped ${bytes} NOT NULL, sealed ${bytes} NOT NULL, vector_format ${int64} NOT NULL,
    vector ${bytes} NOT NULL, PRIMARY KEY (tenant, seq)) ${keyed}`,
  () =>
    'CREATE INDEX memory_records_names ON memory_records (tenant, name, valid_from, seq) WHERE name IS NOT NULL',
  () =>
    'CREATE INDEX memory_records_vectors ON memory_records (tenant, class, recorded_at) WHERE vector_format = 1',
  ({ int64, bytes, plain }) => `CREATE TABLE memory_contents (
    tenant TEXT NOT NULL, address ${bytes} NOT NULL, class TEXT NOT NULL, refs ${int64} NOT NULL, base ${bytes},
    depth ${int64} NOT NULL, dictionary ${int64} NOT NULL, generation ${int64} NOT NULL, wrapped ${bytes} NOT NULL,
    form ${int64} NOT NULL, tier ${int64} NOT NULL, aged ${int64} NOT NULL, content_bytes ${int64} NOT NULL,
    kept_bytes ${int64} NOT NULL, created_at ${int64} NOT NULL, pack TEXT, place ${int64},
    frame_id ${int64} NOT NULL, PRIMARY KEY (tenant, address)) ${plain}`,
  // Apart from what is kept for ever, so that pages become free when frames move into packs.
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_frames (
    tenant TEXT NOT NULL, id ${int64} NOT NULL, frame ${bytes} NOT NULL, PRIMARY KEY (tenant, id)) ${keyed}`,
  () => `CREATE VIEW memory_kept AS SELECT c.*, f.frame FROM memory_contents c
    LEFT JOIN memory_frames f ON f.tenant = c.tenant AND f.id = c.frame_id`,
  () => 'CREATE INDEX memory_contents_age ON memory_contents (tenant, class, aged, created_at)',
  () => 'CREATE INDEX memory_contents_base ON memory_contents (tenant, base) WHERE base IS NOT NULL',
  () => 'CREATE INDEX memory_contents_pack ON memory_contents (tenant, pack, place) WHERE pack IS NOT NULL',
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_packs (
    tenant TEXT NOT NULL, file TEXT NOT NULL, class TEXT NOT NULL, generation ${int64} NOT NULL,
    wrapped ${bytes} NOT NULL, dictionary ${int64} NOT NULL, contents ${int64} NOT NULL, bytes ${int64} NOT NULL,
    created_at ${int64} NOT NULL, PRIMARY KEY (tenant, file)) ${keyed}`,
  ({ int64, bytes, plain }) => `CREATE TABLE memory_dictionaries (
    tenant TEXT NOT NULL, id ${int64} NOT NULL, class TEXT NOT NULL, generation ${int64} NOT NULL,
    wrapped ${bytes} NOT NULL, sealed ${bytes} NOT NULL, samples ${int64} NOT NULL, trained_at ${int64} NOT NULL,
    PRIMARY KEY (tenant, id)) ${plain}`,
];
