import { Agent, createServer, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { batchKnobs, createBatcher } from '@accord/resilience';
import { figure, median, rounded } from '../report/figures.mjs';

const CALL_MS = 10;
const ITEM_MS = 0.2;
const CALLERS = 64;
const ROUNDS = 5;
const ROUND_MS = 1500;
const WARM_MS = 500;

/** Items per second through an upstream that takes a fixed time for each call, with adaptive batching and without. */
export async function batchGain() {
  const upstream = await startUpstream();
  try {
    const batcher = createBatcher({
      clock: systemClock,
      knobs: resolveKnobs([batchKnobs], []).of(batchKnobs),
      handle: (items) => upstream.send(items),
      onFailure: () => 'fail',
    });
    const batched = (item) => batcher.submit(item);
    const single = async (item) => {
      const [outcome] = await upstream.send([item]);
      return outcome.value;
    };
    await load(single, WARM_MS);
    await load(batched, WARM_MS);
    const rates = { single: [], batched: [] };
    for (let round = 0; round < ROUNDS; round++) {
      rates.single.push(await load(single, ROUND_MS));
      rates.batched.push(await load(batched, ROUND_MS));
    }
    const { size } = batcher.state();
    await batcher.close();
    return figuresOf(rates, size);
  } finally {
    await upstream.stop();
  }
}

/**
 * A server over HTTP that does one call at a time, as a model on one accelerator does, and takes the longer the more items
 * it holds.
 */
async function startUpstream() {
  let last = Promise.resolve();
  const answer = async (incoming, reply) => {
    const items = JSON.parse(await textOf(incoming));
    last = last.then(() => pause(CALL_MS + ITEM_MS * items.length));
    await last;
    reply.end(JSON.stringify(items.map((item) => ({ kind: 'ok', value: item * 2 }))));
  };
  const server = createServer((incoming, reply) => {
    answer(incoming, reply).catch((error) => reply.destroy(error));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  const { port } = server.address();
  return {
    async send(items) {
      const body = JSON.stringify(items);
      const reply = await new Promise((resolve, reject) => {
        const outgoing = request({ agent, port, host: '127.0.0.1', method: 'POST' }, resolve);
        outgoing.once('error', reject).end(body);
      });
      return JSON.parse(await textOf(reply));
    },
    async stop() {
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

/**
 * Items per second; every caller hands in its next item when the last one is done.
 *
 * @throws when a result is not that of its item
 */
async function load(submit, forMs) {
  const startedAt = performance.now();
  let done = 0;
  const caller = async (first) => {
    for (let item = first; performance.now() - startedAt < forMs; item += CALLERS) {
      if ((await submit(item)) !== item * 2) throw new Error(`a wrong result for ${item}`);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, index) => caller(index)));
  return (1000 * done) / (performance.now() - startedAt);
}

function figuresOf({ single, batched }, size) {
  const gains = batched.map((rate, round) => rate / single[round]);
  return [
    figure({
      id: 'batch_gain',
      value: rounded(median(gains)),
      unit: '1',
      target: '>= 2.5',
      baseline: { name: 'one call an item', value: Math.round(median(single)), unit: 'items/s' },
      how:
        `Items per second with adaptive batching (defaults; the size ended at ${size}) over those with one call an item, ` +
        `against a server over HTTP that does one call at a time in ${CALL_MS} ms and ${ITEM_MS} ms an item; ${CALLERS} ` +
        `callers in a closed loop, median of ${ROUNDS} pairs of rounds of ${ROUND_MS / 1000} s. Every result is checked.`,
    }),
  ];
}
