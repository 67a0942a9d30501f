import { parentPort } from 'node:worker_threads';
import type { CodecJob, CodecReply, SentDictionary } from './codec-job.ts';
import { type Dictionary, openDictionary } from './dictionary.ts';
import { encodeFrame } from './frame.ts';
import { encodePack } from './pack.ts';
import { trainDictionary } from './train.ts';

/** The thread of `codecWorker`. */
if (parentPort === null) throw new TypeError('codec-thread is started by codecWorker, as a thread');
const port = parentPort;

/** An open dictionary holds megabytes; those of the last jobs are mostly those of the next. */
const OPEN = 4;
const open = new Map<string, Dictionary>();

function opened({ name, id, bytes }: SentDictionary): Dictionary {
  const known = open.get(name) ?? openDictionary(id, bytes);
  open.delete(name);
  open.set(name, known);
  const [oldest] = open.keys();
  if (open.size > OPEN && oldest !== undefined) open.delete(oldest);
  return known;
}

function done(job: CodecJob): CodecReply {
  switch (job.kind) {
    case 'train':
      return { kind: 'bytes', bytes: trainDictionary(job.samples, job) };
    case 'pack': {
      const dictionary = job.dictionary === undefined ? undefined : opened(job.dictionary);
      return { kind: 'bytes', bytes: encodePack(job.records, { level: job.level, dictionary }) };
    }
    case 'measure': {
      const how = { level: job.level, dictionary: opened(job.dictionary) };
      return {
        kind: 'size',
        size: job.records.reduce((sum, each) => sum + encodeFrame(each, how).length, 0),
      };
    }
  }
}

port.on('message', (job: CodecJob) => {
  try {
    port.postMessage(done(job));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    port.postMessage({ kind: 'failed', reason } satisfies CodecReply);
  }
});
