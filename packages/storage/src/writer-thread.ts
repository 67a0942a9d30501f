import { parentPort, workerData } from 'node:worker_threads';
import { openSqlite } from './sqlite.ts';
import { rowsOf } from './text-batch.ts';
import type { SqlWrite, WriterData, WriterOrder, WriterReceipt } from './writer-message.ts';

/** The thread of `openSqliteWriter`. It has a connection of its own and does nothing but write. */

if (parentPort === null) throw new TypeError('writer-thread is started by openSqliteWriter, as a thread');
const port = parentPort;
const database = openSqlite(workerData as WriterData);
const prepared = new Map<string, ReturnType<typeof database.prepare>>();

const statementOf = (sql: string): ReturnType<typeof database.prepare> => {
  let statement = prepared.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    prepared.set(sql, statement);
  }
  return statement;
};

const writeAll = database.transaction((writes: readonly SqlWrite[]): void => {
  for (const write of writes) {
    const statement = statementOf(write.sql);
    for (const row of 'rows' in write ? write.rows : rowsOf(write.texts)) statement.run(row);
  }
}).immediate;

function receiptOf(writes: readonly SqlWrite[]): WriterReceipt {
  try {
    writeAll(writes);
    return { kind: 'written' };
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (order: WriterOrder) => {
  if (order.kind === 'write') return port.postMessage(receiptOf(order.writes));
  database.close();
  port.close();
});
