import { crc32 } from 'node:zlib';
import type { Clock } from '@accord/kernel';
import { migrate, type SqliteDatabase } from '@accord/storage';
import { type VectorFormat, type VectorIndex, type VectorRef, vectorCodecs } from '@accord/vectors';
import type { KeptQuestion, Neighbour, QuestionIndex } from '../semantic/question.ts';
import { triedStore } from '../unavailable.ts';

export interface SqliteQuestionsOptions {
  /** Open and writable; it stays the opener's to close. */
  readonly database: SqliteDatabase;
  /** Opens an empty index, once the first vector tells how long they are. It is closed with this one. */
  readonly openVectors: (dimensions: number) => VectorIndex;
  /** What makes vectors comparable. Questions that were embedded otherwise are let go. */
  readonly embedding: string;
  /** How finely vectors are kept; the knob `vectors.stored_as`. */
  readonly storedAs: VectorFormat;
  readonly clock: Clock;
  /** Told of questions that are not what was written. They are dropped. */
  readonly onDamaged: (rows: number) => void;
}

const STEPS = [
  `CREATE TABLE semantic_questions (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     space TEXT NOT NULL,
     name TEXT NOT NULL,
     text TEXT NOT NULL,
     embedding TEXT NOT NULL,
     vector BLOB NOT NULL,
     expires_at INTEGER NOT NULL,
     checksum INTEGER NOT NULL,
     UNIQUE (space, name)
   ) STRICT;
   CREATE INDEX semantic_questions_by_end ON semantic_questions (expires_at)`,
];
/** Questions of other processes, or of before the start, that one search takes over. */
const TAKEN_AT_ONCE = 2000;
const TIDY_EVERY = 1024;

/**
 * Kept questions in the database of the data folder, with their vectors in the memory of each process that asks. Each
 * search first takes over what others have added, a bounded number at a time. A removal is seen by this process at once,
 * by others when they ask for the answer and find none.
 */
export function sqliteQuestions(options: SqliteQuestionsOptions): QuestionIndex & { close(): void } {
  const { database, openVectors, clock, onDamaged } = options;
  const codec = vectorCodecs[options.storedAs];
  const embedding = `${options.embedding}/${options.storedAs}`;
  const rows = triedStore('the questions of the semantic cache', () => {
    migrate(database, 'cache_questions', STEPS);
    return questionRows(database);
  });
  const tried = <Result>(work: () => Result): Result =>
    triedStore('the questions of the semantic cache', work);
  const texts = new Map<string, { readonly text: string; readonly expiresAt: number }>();
  let vectors: VectorIndex | undefined;
  let taken = 0;
  let added = 0;

  const forget = (ref: VectorRef): void => {
    texts.delete(flat(ref.namespace, ref.id));
    rows.remove(ref.namespace, ref.id);
  };
  const hold = (question: KeptQuestion): void => {
    const { partition, name, text, vector, expiresAt } = question;
    if (expiresAt <= clock.now()) return;
    vectors ??= openVectors(vector.length);
    for (const gone of vectors.add({ namespace: partition, id: name, vector, expiresAt })) forget(gone);
    texts.set(flat(partition, name), { text, expiresAt });
  };
  const takeOver = (): void => {
    let damaged = 0;
    for (const row of rows.after(taken, TAKEN_AT_ONCE)) {
      taken = row.id;
      if (checksumOf(row) !== row.checksum) {
        rows.drop(row.id);
        damaged += 1;
        continue;
      }
      const vector = row.embedding === embedding ? codec.decode(row.vector) : undefined;
      if (vector !== undefined) hold(questionOf(row, vector));
    }
    if (damaged > 0) onDamaged(damaged);
  };
  const tidy = (): void => {
    rows.expire(clock.now(), embedding);
    for (const [key, { expiresAt }] of texts) if (expiresAt <= clock.now()) texts.delete(key);
  };

  return {
    add(question) {
      tried(() => {
        const bytes = codec.encode(question.vector);
        rows.put(question, embedding, bytes);
        // What is searched is what will be read again: no similarity changes by a restart.
        hold({ ...question, vector: codec.decode(bytes) ?? question.vector });
        added += 1;
        if (added % TIDY_EVERY === 0) tidy();
      });
    },
    nearest(partition, vector, most, atLeast) {
      tried(takeOver);
      const found = vectors?.search({ namespace: partition, vector, limit: most, atLeast }) ?? [];
      return found.flatMap(({ id, similarity }): Neighbour[] => {
        const held = texts.get(flat(partition, id));
        return held === undefined ? [] : [{ name: id, text: held.text, similarity }];
      });
    },
    remove(partition, name) {
      tried(() => {
        vectors?.remove({ namespace: partition, id: name });
        forget({ namespace: partition, id: name });
      });
    },
    close: () => vectors?.close(),
  };
}

const flat = (partition: string, name: string): string => JSON.stringify([partition, name]);

interface Written {
  readonly space: string;
  readonly name: string;
  readonly text: string;
  /** What made the vector, and the form of its bytes. */
  readonly embedding: string;
  readonly vector: Uint8Array;
  readonly expires_at: number;
}

interface QuestionRow extends Written {
  readonly id: number;
  readonly checksum: number;
}

/** Of all that the row says, each part with its length, so that no part can pass for a piece of its neighbour. */
const checksumOf = ({ space, name, text, embedding, vector, expires_at }: Written): number =>
  crc32(vector, crc32(JSON.stringify([space, name, text, embedding, expires_at])));

const questionOf = ({ space, name, text, expires_at }: QuestionRow, vector: Float32Array): KeptQuestion => ({
  partition: space,
  name,
  text,
  vector,
  expiresAt: expires_at,
});

function questionRows(database: SqliteDatabase) {
  const after = database.prepare<[number, number], QuestionRow>(
    'SELECT id, space, name, text, embedding, vector, expires_at, checksum FROM semantic_questions WHERE id > ? ORDER BY id LIMIT ?',
  );
  const put = database.prepare(
    `INSERT OR REPLACE INTO semantic_questions (space, name, text, embedding, vector, expires_at, checksum)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM semantic_questions WHERE space = ? AND name = ?');
  const drop = database.prepare('DELETE FROM semantic_questions WHERE id = ?');
  const expire = database.prepare('DELETE FROM semantic_questions WHERE expires_at <= ? OR embedding <> ?');
  return {
    after: (id: number, most: number) => after.all(id, most),
    put: ({ partition, name, text, expiresAt }: KeptQuestion, embedding: string, vector: Uint8Array) => {
      const expires_at = Math.ceil(expiresAt);
      const checksum = checksumOf({ space: partition, name, text, embedding, vector, expires_at });
      put.run(partition, name, text, embedding, vector, expires_at, checksum);
    },
    drop: (id: number) => void drop.run(id),
    remove: (space: string, name: string) => void remove.run(space, name),
    expire: (now: number, embedding: string) => void expire.run(now, embedding),
  };
}
