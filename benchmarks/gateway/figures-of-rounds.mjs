import { figure, median, rounded } from '../report/figures.mjs';
import { pinning } from './cores.mjs';
import { REQUESTS } from './memory.mjs';
import { EVENTS } from './protocol.mjs';
import { MANY, ROUND_MS, ROUNDS } from './rounds.mjs';

const IN_TURNS = `median of ${ROUNDS} rounds of ${ROUND_MS / 1000} s in turns`;
const PORTKEY = '@portkey-ai/gateway 1.15.2';

const medianOf = (rounds, member) => median(rounds.map((round) => round[member]));

/** The median of what comes of the rounds that belong together. */
const overRounds = ({ length }, ofRound) =>
  rounded(median(Array.from({ length }, (_, round) => ofRound(round))));

const ratio = (these, those, member) =>
  overRounds(these, (round) => these[round][member] / those[round][member]);

/** Whole replies on many connections. */
export function manyFigures({ accord, bare, portkey }) {
  const perSecond = (name, rounds) => ({
    name,
    value: Math.round(medianOf(rounds, 'rate')),
    unit: 'requests/s',
  });
  const perRequest = (name, rounds) => ({ name, value: rounded(medianOf(rounds, 'cpuUs')), unit: 'µs' });
  return [
    figure({
      id: 'json_vs_portkey',
      value: ratio(accord, portkey, 'rate'),
      unit: '1',
      target: '>= 12',
      baseline: perSecond(PORTKEY, portkey),
      how:
        `Requests per second of POST /v1/chat/completions with keys, rate limits, ledger, metrics and decision records on, the ` +
        `cache off and every prompt another, over those of ${PORTKEY} before the same local upstream; ${MANY} connections, ` +
        `${pinning}; every reply compared with what the upstream says to that request; ${IN_TURNS}.`,
    }),
    figure({
      id: 'json_vs_bare',
      value: ratio(accord, bare, 'rate'),
      unit: '1',
      target: '>= 0.7',
      baseline: perSecond('bare Fastify and undici proxy', bare),
      how: `The same rounds beside a proxy that parses the JSON and does nothing else.`,
    }),
    figure({
      id: 'json_rate',
      value: Math.round(medianOf(accord, 'rate')),
      unit: 'requests/s',
      how: 'Median of the same rounds.',
    }),
    figure({
      id: 'json_cpu_vs_bare',
      value: ratio(bare, accord, 'cpuUs'),
      unit: '1',
      baseline: perRequest('bare Fastify and undici proxy', bare),
      how:
        `Computing time that a request took of the bare proxy over what it took of all threads of Accord ` +
        `(${rounded(medianOf(accord, 'cpuUs'))} µs; Portkey ${rounded(medianOf(portkey, 'cpuUs'))} µs), what Accord does after the ` +
        `round included; from /proc in the same rounds. What else runs on the machine changes it less than the rate.`,
    }),
    figure({
      id: 'p99',
      value: ratio(accord, portkey, 'p99Ms'),
      unit: '1',
      target: '<= 0.1',
      baseline: { name: PORTKEY, value: rounded(medianOf(portkey, 'p99Ms')), unit: 'ms' },
      how: `99th percentile of the latency in the same rounds (${rounded(medianOf(accord, 'p99Ms'))} ms) over Portkey's.`,
    }),
  ];
}

/** Whole replies on one connection. */
export function oneFigures({ direct, accord, bare, portkey }) {
  const added = (rounds) => (round) => rounds[round].p50Ms - direct[round].p50Ms;
  const addedMs = (rounds) => overRounds(direct, added(rounds));
  return [
    figure({
      id: 'added_p50',
      value: overRounds(direct, (round) => added(accord)(round) / added(portkey)(round)),
      unit: '1',
      target: '<= 0.3',
      baseline: { name: PORTKEY, value: addedMs(portkey), unit: 'ms' },
      how:
        `What Accord adds to the median latency of a direct call at one connection (${addedMs(accord)} ms; the bare proxy ` +
        `${addedMs(bare)} ms), over what Portkey adds; ${IN_TURNS}.`,
    }),
  ];
}

/** Streams on many connections, and the first chunk on one. */
export function streamFigures({ accord, bare, portkey }, one) {
  const perSecond = (name, rounds) => ({
    name,
    value: Math.round(medianOf(rounds, 'rate')),
    unit: 'streams/s',
  });
  const later = (rounds) =>
    overRounds(one.direct, (round) => rounds[round].firstP50Ms - one.direct[round].firstP50Ms);
  return [
    figure({
      id: 'sse_vs_portkey',
      value: ratio(accord, portkey, 'rate'),
      unit: '1',
      target: '>= 3.4',
      baseline: perSecond(PORTKEY, portkey),
      how:
        `Streams per second of ${EVENTS} events, each a chunk of HTTP that the upstream sends in ${MANY} connections, over Portkey's; ` +
        `all events of each are compared; ${IN_TURNS}.`,
    }),
    figure({
      id: 'sse_vs_bare',
      value: ratio(accord, bare, 'rate'),
      unit: '1',
      baseline: perSecond('bare Fastify and undici proxy', bare),
      how: 'The same rounds beside the bare proxy, which counts nothing.',
    }),
    figure({
      id: 'first_chunk',
      value: later(accord),
      unit: 'ms',
      target: '< 1',
      baseline: { name: PORTKEY, value: later(portkey), unit: 'ms' },
      how: `The first bytes of a stream come later than from the upstream itself by; one connection, medians, ${IN_TURNS}.`,
    }),
  ];
}

export const sizeFigure = ({ before, after, share }) =>
  figure({
    id: 'rss_growth',
    value: rounded(100 * share),
    unit: '%',
    target: '<= 20',
    baseline: { name: 'when warmed up', value: Math.round(before), unit: 'MiB' },
    how:
      `Resident memory of a new process of Accord after ${REQUESTS} whole replies (${Math.round(after)} MiB) over what it was ` +
      `when it was warmed up.`,
  });

export const rawFigure = (rate) =>
  figure({
    id: 'raw_pool',
    value: Math.round(rate),
    unit: 'requests/s',
    how: `A pool of undici alone, on the gateway's core, asking the same upstream; for orientation.`,
  });
