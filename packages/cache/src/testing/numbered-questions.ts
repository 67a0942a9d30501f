import { systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { openSqlite } from '@accord/storage';
import { createVectorIndex, vectorKnobs } from '@accord/vectors';
import { sqliteQuestions } from '../drivers/sqlite-questions.ts';
import type { KeptQuestion, QuestionIndex } from '../semantic/question.ts';

const DIMENSIONS = 32;
const FAR_OFF = 8e15;

/** A question whose vector is near to none of another number. */
export function questionOf(number: number): KeptQuestion {
  const vector = Float32Array.from({ length: DIMENSIONS }, (_, at) =>
    Math.sin(number * 1.7 + at * at * number),
  );
  return { partition: 'p', name: `q${number}`, text: `question ${number}`, vector, expiresAt: FAR_OFF };
}

export interface OpenQuestions {
  readonly index: QuestionIndex;
  /** How many were found damaged. */
  damaged(): number;
  close(): void;
}

/** The kept questions of a file, as a process has them. */
export function openQuestions(path: string): OpenQuestions {
  const database = openSqlite({ path, knobs: { busy_timeout_ms: 5000 } });
  const knobs = resolveKnobs([vectorKnobs], []).of(vectorKnobs);
  let damaged = 0;
  const index = sqliteQuestions({
    database,
    openVectors: (dimensions) =>
      createVectorIndex({
        dimensions,
        knobs,
        clock: systemClock,
        whenFull: 'evict-oldest',
        onGraphFailure: (error) => {
          throw error;
        },
      }),
    embedding: 'numbers',
    storedAs: knobs.stored_as,
    clock: systemClock,
    onDamaged: (rows) => {
      damaged += rows;
    },
  });
  return {
    index,
    damaged: () => damaged,
    close() {
      index.close();
      database.close();
    },
  };
}
