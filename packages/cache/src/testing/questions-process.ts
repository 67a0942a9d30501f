/**
 * A process that keeps questions until it is killed: `node questions-process.js DATABASE`. It says `N` when the question of
 * number N is kept.
 */
import { writeSync } from 'node:fs';
import { openQuestions, questionOf } from './numbered-questions.ts';

const [path = ''] = process.argv.slice(2);
const { index } = openQuestions(path);
for (let number = 1; ; number++) {
  index.add(questionOf(number));
  writeSync(1, `${number}\n`);
}
