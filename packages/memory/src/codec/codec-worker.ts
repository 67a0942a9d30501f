import { hash } from 'node:crypto';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CodecJob, CodecReply, SentDictionary } from './codec-job.ts';
import type { Dictionary } from './dictionary.ts';
import type { PackOptions } from './pack.ts';

/** Does in a thread of its own what takes seconds, one job after another, so that requests do not wait for it. */
export interface CodecWorker {
  /** A dictionary, as of `trainDictionary`. */
  train(samples: readonly Uint8Array[], bytes: number): Promise<Uint8Array>;
  /** A pack, as of `encodePack`. */
  pack(records: readonly Uint8Array[], options: HeavyOptions): Promise<Uint8Array>;
  /** Bytes of the frames of records together. */
  measure(
    records: readonly Uint8Array[],
    options: HeavyOptions & { readonly dictionary: KeptDictionary },
  ): Promise<number>;
  /** Ends the thread; what it has not done is rejected. */
  close(): Promise<void>;
}

type KeptDictionary = Pick<Dictionary, 'id' | 'bytes'>;

export interface HeavyOptions extends Pick<PackOptions, 'level'> {
  readonly dictionary: KeptDictionary | undefined;
}

/** Built or not, the thread's module has the same ending as this one. */
const THREAD = new URL(`./codec-thread${extname(import.meta.url)}`, import.meta.url);

interface Waiting {
  readonly resolve: (reply: CodecReply) => void;
  readonly reject: (error: Error) => void;
}

const sentFrom = ({ id, bytes }: KeptDictionary): SentDictionary => ({
  id,
  bytes,
  name: `${id} ${hash('sha256', bytes)}`,
});

/** The thread is started by the first job. Should it die, what it has not done is rejected, and the next job starts another. */
export function codecWorker(): CodecWorker {
  let worker: Worker | undefined;
  // Replies come in the order of the jobs, so the first that waits is the one that is meant.
  const waiting: Waiting[] = [];
  const start = (): Worker => {
    const started = new Worker(THREAD);
    const gone = (cause: unknown): void => {
      if (worker === started) worker = undefined;
      for (const { reject } of waiting.splice(0)) {
        reject(new Error('the thread of the codec ended', { cause }));
      }
    };
    started.on('error', gone);
    started.on('exit', gone);
    started.on('message', (reply: CodecReply) => {
      const first = waiting.shift();
      // An idle thread does not keep the process alive.
      if (waiting.length === 0) started.unref();
      if (reply.kind === 'failed') first?.reject(new Error(reply.reason));
      else first?.resolve(reply);
    });
    return started;
  };
  const ask = async (job: CodecJob): Promise<CodecReply> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      waiting.push({ resolve, reject });
      worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(job);
    });
  const bytesFor = async (job: CodecJob): Promise<Uint8Array> => {
    const reply = await ask(job);
    if (reply.kind !== 'bytes') throw new TypeError('the thread of the codec answered something else');
    return reply.bytes;
  };
  return {
    train: async (samples, bytes) => bytesFor({ kind: 'train', samples, bytes }),
    pack: async (records, { level, dictionary }) => {
      const sent = dictionary === undefined ? undefined : sentFrom(dictionary);
      return bytesFor({ kind: 'pack', records, level, dictionary: sent });
    },
    async measure(records, { level, dictionary }) {
      const reply = await ask({ kind: 'measure', records, level, dictionary: sentFrom(dictionary) });
      if (reply.kind !== 'size') throw new TypeError('the thread of the codec answered something else');
      return reply.size;
    },
    async close() {
      await worker?.terminate();
    },
  };
}
