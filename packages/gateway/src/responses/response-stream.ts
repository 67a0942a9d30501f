import { isObject, type JsonObject } from '../client-request.ts';
import type { ContinuedMark } from '../continuation.ts';
import { DONE, eventsIn, objectOf } from '../event-stream.ts';
import type { Rewriting } from '../stream-reception.ts';
import {
  callItem,
  messageItem,
  type OutputItem,
  responseObject,
  type ResponseParts,
  textPart,
} from './response-object.ts';

/** One item while it grows. */
type Growing =
  | { readonly kind: 'message'; readonly id: string; text: string }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly call: unknown;
      readonly name: unknown;
      given: string;
    };

/** Makes the events of a response of the chunks of chat completions. One for each response, whoever streams it. */
export class ResponseStream implements Rewriting {
  /** Which engines went on with it. */
  marks: readonly ContinuedMark[] = [];
  private readonly parts: Pick<ResponseParts, 'decision' | 'createdAt' | 'asked'>;
  private readonly suffix: string;
  private readonly done: OutputItem[] = [];
  private growing: Growing | undefined;
  /** Place of the call among those of the model, since pieces of one name no other. */
  private callIndex: unknown;
  private sequence = 0;
  private begun = false;
  private model: unknown;
  private usage: unknown;
  private cutShort = false;
  private out = '';

  constructor(parts: Pick<ResponseParts, 'decision' | 'createdAt' | 'asked'>) {
    this.parts = parts;
    this.suffix = parts.decision.replaceAll('-', '');
  }

  rewrite(text: string): string {
    this.out = '';
    for (const { data } of eventsIn(text)) {
      const chunk = objectOf(data);
      if (chunk !== undefined) this.take(chunk);
      else if (data === DONE) this.end();
    }
    return this.out;
  }

  private take(chunk: JsonObject): void {
    this.model ??= chunk['model'];
    this.usage = chunk['usage'] ?? this.usage;
    this.begin();
    const choices: readonly unknown[] = Array.isArray(chunk['choices']) ? chunk['choices'] : [];
    const [choice] = choices.filter(isObject);
    if (choice === undefined) return;
    const delta = isObject(choice['delta']) ? choice['delta'] : {};
    const said = delta['content'] ?? delta['refusal'];
    if (typeof said === 'string' && said !== '') this.say(said);
    const calls: readonly unknown[] = Array.isArray(delta['tool_calls']) ? delta['tool_calls'] : [];
    for (const call of calls.filter(isObject)) this.call(call);
    if (choice['finish_reason'] === 'length') this.cutShort = true;
  }

  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    const response = this.response('in_progress');
    this.emit('response.created', { response });
    this.emit('response.in_progress', { response });
  }

  private say(delta: string): void {
    if (this.growing?.kind !== 'message') {
      this.close();
      const id = `msg_${this.suffix}_${this.done.length}`;
      this.growing = { kind: 'message', id, text: '' };
      this.emit('response.output_item.added', { ...this.place(), item: messageItem(id, '', 'in_progress') });
      this.emit('response.content_part.added', { ...this.part(id), part: textPart('') });
    }
    this.growing.text += delta;
    this.emit('response.output_text.delta', { ...this.part(this.growing.id), delta, logprobs: [] });
  }

  private call({ index, id: call, function: called }: JsonObject): void {
    const { name, arguments: given } = isObject(called) ? called : {};
    if (this.growing?.kind !== 'call' || (index !== this.callIndex && call !== undefined)) {
      this.close();
      this.callIndex = index;
      const id = `fc_${this.suffix}_${this.done.length}`;
      this.growing = { kind: 'call', id, call, name, given: '' };
      this.emit('response.output_item.added', {
        ...this.place(),
        item: callItem(id, this.growing, 'in_progress'),
      });
    }
    if (typeof given !== 'string' || given === '') return;
    this.growing.given += given;
    const place = { item_id: this.growing.id, ...this.place() };
    this.emit('response.function_call_arguments.delta', { ...place, delta: given });
  }

  /** Ends the item that grows. */
  private close(): void {
    const { growing } = this;
    if (growing === undefined) return;
    this.growing = undefined;
    const { id } = growing;
    let item: OutputItem;
    if (growing.kind === 'message') {
      const { text } = growing;
      item = messageItem(id, text, 'completed');
      this.emit('response.output_text.done', { ...this.part(id), text, logprobs: [] });
      this.emit('response.content_part.done', { ...this.part(id), part: textPart(text) });
    } else {
      item = callItem(id, growing, 'completed');
      const { given } = growing;
      this.emit('response.function_call_arguments.done', { item_id: id, ...this.place(), arguments: given });
    }
    this.emit('response.output_item.done', { ...this.place(), item });
    this.done.push(item);
  }

  private end(): void {
    this.begin();
    this.close();
    const status = this.cutShort ? 'incomplete' : 'completed';
    const response = {
      ...this.response(status),
      ...(this.marks.length > 0 && { accord: { continued: this.marks } }),
    };
    this.emit(`response.${status}`, { response });
  }

  private response(status: ResponseParts['status']): JsonObject {
    const { model, usage, done } = this;
    return responseObject({ ...this.parts, model, usage, output: [...done], status });
  }

  private place(): { readonly output_index: number } {
    return { output_index: this.done.length };
  }

  private part(id: string): JsonObject {
    return { item_id: id, ...this.place(), content_index: 0 };
  }

  private emit(type: string, event: JsonObject): void {
    const data = JSON.stringify({ type, sequence_number: this.sequence, ...event });
    this.sequence += 1;
    this.out += `event: ${type}\ndata: ${data}\n\n`;
  }
}
