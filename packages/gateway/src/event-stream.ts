import { isObject, type JsonObject } from './client-request.ts';

const LF = 10;
const CR = 13;
export const DATA = 'data:';
export const DONE = '[DONE]';
export const DONE_EVENT = `data: ${DONE}\n\n`;

/**
 * One past the last byte of the last event that is whole before a place; 0 when none is. An event ends with an empty line (server-sent
 * events, HTML standard section 9.2); lines end in LF or CRLF, as every model server writes them.
 */
export function endOfEvents(bytes: Buffer, before = bytes.length): number {
  if (before === 0) return 0;
  for (let at = bytes.lastIndexOf(LF, before - 1); at > 0; at = bytes.lastIndexOf(LF, at - 1)) {
    const before = bytes[at - 1];
    if (before === LF || (before === CR && bytes[at - 2] === LF)) return at + 1;
    if (at === 1) break;
  }
  return 0;
}

/** One past the last byte of the event that has data at `from`; of whole events. */
export function endOfEvent(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return bytes.length;
}

/** Whether the last event says that the stream is done. */
export function endsInDone(bytes: Buffer): boolean {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] ?? 0) <= 32) end -= 1;
  return (
    end >= DONE.length && bytes.toString('latin1', end - DONE.length, end) === DONE && startsLine(bytes, end)
  );
}

/** Whether `data:` and nothing else stands before what ends here, on its line. */
function startsLine(bytes: Buffer, end: number): boolean {
  const lineStart = bytes.lastIndexOf(LF, end - 1) + 1;
  return bytes.toString('latin1', lineStart, end - DONE.length).trim() === DATA;
}

/** An event with the text it came as. */
export interface StreamEvent {
  /** With the empty line that ends it. */
  readonly text: string;
  readonly data: string;
}

/** The events of whole blocks of a stream. Comments, such as those that keep a connection alive, have no data. */
export function eventsIn(text: string): readonly StreamEvent[] {
  const events: StreamEvent[] = [];
  for (const block of text.split(/(?<=\n\r?\n)/)) events.push({ text: block, data: dataOf(block) });
  return events;
}

/** What the lines of one event, or of several, carry. */
export function dataOf(block: string): string {
  let data = '';
  for (const line of block.split('\n')) {
    if (!line.startsWith(DATA)) continue;
    data += (data === '' ? '' : '\n') + line.slice(DATA.length).trim();
  }
  return data;
}

/** The object that an event carries; undefined for the mark of the end, for comments and for what is no JSON. */
export function objectOf(data: string): JsonObject | undefined {
  if (data === '' || data === DONE) return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
