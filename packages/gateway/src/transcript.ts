import { isObject, type JsonObject } from './client-request.ts';
import { eventsIn, objectOf } from './event-stream.ts';

/** What a stream of chat completions, or of responses, has said so far. */
export interface Said {
  /** Of the first answer. */
  readonly text: string;
  /** Bytes of all that was generated, in all answers and in calls of tools. */
  readonly outputBytes: number;
  /** Whether anything but text came: calls of tools, a refusal, reasoning, further answers. */
  readonly onlyText: boolean;
  /** Whether the model said why it ended. */
  readonly finished: boolean;
  /** Of the first chunk. */
  readonly head: { readonly id: unknown; readonly created: unknown; readonly model: unknown } | undefined;
}

/**
 * Keeps what passes in a stream, and reads it only when someone wants to know: when the stream breaks off, when nothing
 * was counted, or when too much of it is kept.
 */
export class Transcript {
  private readonly limitBytes: number;
  private unread: Buffer[] = [];
  private unreadBytes = 0;
  private text = '';
  private outputBytes = 0;
  private onlyText = true;
  private finished = false;
  private head: Said['head'];

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** Whole events. */
  add(bytes: Buffer): void {
    this.unread.push(bytes);
    this.unreadBytes += bytes.length;
    if (this.unreadBytes > this.limitBytes) this.read();
  }

  said(): Said {
    this.read();
    const { text, outputBytes, onlyText, finished, head } = this;
    return { text, outputBytes, onlyText, finished, head };
  }

  private read(): void {
    if (this.unread.length === 0) return;
    const text = Buffer.concat(this.unread).toString();
    this.unread = [];
    this.unreadBytes = 0;
    for (const { data } of eventsIn(text)) {
      const chunk = objectOf(data);
      if (chunk !== undefined) this.take(chunk);
    }
  }

  private take(chunk: JsonObject): void {
    if (typeof chunk['type'] === 'string' && chunk['choices'] === undefined)
      return this.takeResponseEvent(chunk);
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'] : [];
    if (choices.length > 0)
      this.head ??= { id: chunk['id'], created: chunk['created'], model: chunk['model'] };
    for (const choice of choices) if (isObject(choice)) this.takeChoice(choice);
  }

  private takeChoice({ index, delta, text, finish_reason: reason }: JsonObject): void {
    const isFirst = index === undefined || index === 0;
    if (!isFirst) this.onlyText = false;
    if (isFirst && typeof reason === 'string') this.finished = true;
    for (const [name, value] of Object.entries(isObject(delta) ? delta : { content: text })) {
      if (value === null || value === undefined || value === '' || name === 'role') continue;
      this.outputBytes += Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
      if (name !== 'content' || typeof value !== 'string') this.onlyText = false;
      else if (isFirst) this.text += value;
    }
  }

  private takeResponseEvent({ type, delta }: JsonObject): void {
    this.onlyText = false;
    if (typeof delta === 'string') this.outputBytes += Buffer.byteLength(delta);
    if (type === 'response.completed' || type === 'response.incomplete') this.finished = true;
  }
}
