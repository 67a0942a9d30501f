import type { SqlStep } from '@accord/storage';

/**
 * `tenant` is the number of the tenant, `seq` of a record and `id` of a content its number within the tenant: a content has that of the first
 * record that had it. `generation` is of the tenant's key that wraps the row's. `pack` is the name of a file as a number.
 */
export const MEMORY_STEPS: readonly SqlStep[] = [
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_keys (
    name TEXT NOT NULL, generation ${int64} NOT NULL, master TEXT NOT NULL, sealed ${bytes} NOT NULL,
    PRIMARY KEY (name, generation)) ${keyed}`,
  ({ int64, keyed }) =>
    `CREATE TABLE memory_tenants (id ${int64} NOT NULL, name TEXT NOT NULL UNIQUE, PRIMARY KEY (id)) ${keyed}`,
  // `records`: how many were ever stored, with those of this event.
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_events (
    tenant ${int64} NOT NULL, seq ${int64} NOT NULL, at ${int64} NOT NULL, kind TEXT NOT NULL, records ${int64} NOT NULL,
    detail ${bytes} NOT NULL, digest ${bytes} NOT NULL, signature ${bytes} NOT NULL, PRIMARY KEY (tenant, seq)) ${keyed}`,
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_records (
    tenant ${int64} NOT NULL, seq ${int64} NOT NULL, class TEXT NOT NULL, name ${bytes}, content ${int64} NOT NULL,
    salt ${bytes} NOT NULL, format ${int64} NOT NULL, valid_from ${int64} NOT NULL, recorded_at ${int64} NOT NULL,
    generation ${int64} NOT NULL, wrapped ${bytes} NOT NULL, sealed ${bytes} NOT NULL, vector_format ${int64} NOT NULL,
    vector ${bytes} NOT NULL, PRIMARY KEY (tenant, seq)) ${keyed}`,
  () =>
    'CREATE INDEX memory_records_names ON memory_records (tenant, name, valid_from, seq) WHERE name IS NOT NULL',
  () =>
    'CREATE INDEX memory_records_vectors ON memory_records (tenant, class, recorded_at) WHERE vector_format = 1',
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_contents (
    tenant ${int64} NOT NULL, id ${int64} NOT NULL, address ${bytes} NOT NULL, class TEXT NOT NULL, refs ${int64} NOT NULL,
    base ${int64}, depth ${int64} NOT NULL, dictionary ${int64} NOT NULL, generation ${int64} NOT NULL,
    wrapped ${bytes} NOT NULL, form ${int64} NOT NULL, tier ${int64} NOT NULL, aged ${int64} NOT NULL,
    content_bytes ${int64} NOT NULL, kept_bytes ${int64} NOT NULL, created_at ${int64} NOT NULL, pack ${int64},
    place ${int64}, print ${int64}, PRIMARY KEY (tenant, id)) ${keyed}`,
  () => 'CREATE UNIQUE INDEX memory_contents_address ON memory_contents (tenant, address)',
  // Apart from what is kept for ever, so that pages become free when frames move into packs.
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_frames (
    tenant ${int64} NOT NULL, id ${int64} NOT NULL, frame ${bytes} NOT NULL, PRIMARY KEY (tenant, id)) ${keyed}`,
  () => `CREATE VIEW memory_kept AS SELECT c.*, f.frame FROM memory_contents c
    LEFT JOIN memory_frames f ON f.tenant = c.tenant AND f.id = c.id`,
  () => 'CREATE INDEX memory_contents_age ON memory_contents (tenant, class, aged, created_at)',
  () => 'CREATE INDEX memory_contents_base ON memory_contents (tenant, base) WHERE base IS NOT NULL',
  () => 'CREATE INDEX memory_contents_pack ON memory_contents (tenant, pack) WHERE pack IS NOT NULL',
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_packs (
    tenant ${int64} NOT NULL, file ${int64} NOT NULL, class TEXT NOT NULL, generation ${int64} NOT NULL,
    wrapped ${bytes} NOT NULL, dictionary ${int64} NOT NULL, contents ${int64} NOT NULL, bytes ${int64} NOT NULL,
    created_at ${int64} NOT NULL, PRIMARY KEY (tenant, file)) ${keyed}`,
  ({ int64, bytes, plain }) => `CREATE TABLE memory_dictionaries (
    tenant ${int64} NOT NULL, id ${int64} NOT NULL, class TEXT NOT NULL, generation ${int64} NOT NULL,
    wrapped ${bytes} NOT NULL, sealed ${bytes} NOT NULL, samples ${int64} NOT NULL, trained_at ${int64} NOT NULL,
    PRIMARY KEY (tenant, id)) ${plain}`,
];
