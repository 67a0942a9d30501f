import type { Clock } from '@accord/kernel';
import { migrate, type SqliteDatabase } from '@accord/storage';
import type { VectorIndex, VectorRef } from '@accord/vectors';
import type { KeptQuestion, Neighbour, QuestionIndex } from '../semantic/question.ts';
import { triedStore } from '../unavailable.ts';

export interface SqliteQuestionsOptions {
  /** Open and writable; it stays the opener's to close. */
  readonly database: SqliteDatabase;
  /** Opens an empty index, once the first vector tells how long they are. It is closed with this one. */
  readonly openVectors: (dimensions: number) => VectorIndex;
  /** What makes vectors comparable. Questions that were embedded otherwise are let go. */
  readonly embedding: string;
  readonly clock: Clock;
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
  const { database, openVectors, embedding, clock } = options;
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
    for (const row of rows.after(taken, TAKEN_AT_ONCE)) {
      taken = row.id;
      if (row.embedding === embedding) hold(questionOf(row));
    }
  };
  const tidy = (): void => {
    rows.expire(clock.now(), embedding);
    for (const [key, { expiresAt }] of texts) if (expiresAt <= clock.now()) texts.delete(key);
  };

  return {
    add(question) {
      tried(() => {
        rows.put(question, embedding);
        hold(question);
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

interface QuestionRow {
  readonly id: number;
  readonly space: string;
  readonly name: string;
  readonly text: string;
  readonly embedding: string;
  readonly vector: Buffer;
  readonly expires_at: number;
}

const questionOf = ({ space, name, text, vector, expires_at }: QuestionRow): KeptQuestion => ({
  partition: space,
  name,
  text,
  // The buffer may begin anywhere, a view of floats may not.
  vector: new Float32Array(Uint8Array.from(vector).buffer),
  expiresAt: expires_at,
});

function questionRows(database: SqliteDatabase) {
  const after = database.prepare<[number, number], QuestionRow>(
    'SELECT id, space, name, text, embedding, vector, expires_at FROM semantic_questions WHERE id > ? ORDER BY id LIMIT ?',
  );
  const put = database.prepare(
    `INSERT OR REPLACE INTO semantic_questions (space, name, text, embedding, vector, expires_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM semantic_questions WHERE space = ? AND name = ?');
  const expire = database.prepare('DELETE FROM semantic_questions WHERE expires_at <= ? OR embedding <> ?');
  return {
    after: (id: number, most: number) => after.all(id, most),
    put: ({ partition, name, text, vector, expiresAt }: KeptQuestion, embedding: string) => {
      const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
      put.run(partition, name, text, embedding, bytes, Math.ceil(expiresAt));
    },
    remove: (space: string, name: string) => void remove.run(space, name),
    expire: (now: number, embedding: string) => void expire.run(now, embedding),
  };
}
