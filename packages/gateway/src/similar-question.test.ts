import { describe, expect, it } from 'vitest';
import type { Call } from './call.ts';
import { readClientRequest } from './client-request.ts';
import { BY_WHAT_IS_SAID, lastWordsOf } from './similar-question.ts';

const callOf = (endpoint: 'chat' | 'responses' | 'embeddings', body: object): Pick<Call, 'request'> => ({
  request: readClientRequest(endpoint, Buffer.from(JSON.stringify({ model: 'one', ...body })), 100),
});
const chat = (messages: readonly object[], more: object = {}) =>
  lastWordsOf(callOf('chat', { messages, ...more }) as Call);
const responses = (input: unknown) => lastWordsOf(callOf('responses', { input }) as Call);

const SYSTEM = { role: 'system', content: 'Be brief.' };

describe('what a request asks last', () => {
  it('is the text of the user, and all else stays exact', () => {
    expect(chat([SYSTEM, { role: 'user', content: 'How?' }], { seed: 1 })).toEqual({
      text: 'How?',
      rest: { model: 'one', seed: 1, messages: [SYSTEM, { role: 'user', content: '' }] },
    });
    expect(responses('How?')).toEqual({ text: 'How?', rest: { model: 'one', input: '' } });
  });

  it('may be the only part of a message', () => {
    expect(chat([{ role: 'user', content: [{ type: 'text', text: 'How?' }] }])?.text).toBe('How?');
    const part = { type: 'input_text', text: 'How?' };
    expect(responses([{ role: 'user', content: [part] }])?.text).toBe('How?');
  });

  it('stands apart from who says it by name', () => {
    const named = chat([{ role: 'user', content: 'How?', name: 'kim' }]);
    expect(named?.rest).not.toEqual(chat([{ role: 'user', content: 'How?' }])?.rest);
  });

  const user = { role: 'user', content: 'How?' };
  const tool = { type: 'function', function: { name: 'pay' } };
  it.each<[string, ReturnType<typeof lastWordsOf>]>([
    ['tools are offered', chat([user], { tools: [tool] })],
    ['functions are offered', chat([user], { functions: [tool.function] })],
    ['a tool or the assistant spoke last', chat([user, { role: 'assistant', content: 'So.' }])],
    ['a picture comes with it', chat([{ role: 'user', content: [{ type: 'image_url' }] }])],
    ['there are several parts', chat([{ role: 'user', content: [user, user] }])],
    ['it is blank', chat([{ role: 'user', content: ' \n' }])],
    ['it is longer than a question', chat([{ role: 'user', content: 'x'.repeat(4001) }])],
    ['it is no object', responses(['How?'])],
    ['it is a text to embed', lastWordsOf(callOf('embeddings', { input: 'How?' }) as Call)],
  ])('is not looked for where %s', (_, words) => {
    expect(words).toBeUndefined();
  });
});

describe('what a kept answer says', () => {
  const words = (kept: unknown): string => {
    if (BY_WHAT_IS_SAID.by !== 'judge') throw new Error('answers of models are judged');
    return BY_WHAT_IS_SAID.words(JSON.stringify(kept));
  };

  it.each([
    ['a chat completion', { choices: [{ message: { content: 'Like this.' } }], usage: { total_tokens: 3 } }],
    ['a response', { output: [{ content: [{ type: 'output_text', text: 'Like this.' }] }] }],
  ])('is the text of %s', (_, reply) => {
    expect(words({ from: { at: 1 }, reply })).toBe('Like this.');
  });

  it.each([
    [
      'chunks',
      { choices: [{ delta: { content: 'Like ' } }] },
      { choices: [{ delta: { content: 'this.' } }] },
    ],
    [
      'events',
      { type: 'response.output_text.delta', delta: 'Like ' },
      { type: 'response.output_text.delta', delta: 'this.' },
    ],
  ])('is joined from %s', (_, ...events) => {
    const pieces = [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n'];
    expect(words({ pieces, end: {} })).toBe('Like this.');
  });

  it('is the reply as it is where it says nothing in words', () => {
    expect(words({ reply: { choices: [{ message: { content: null } }] } })).toContain('"content":null');
    expect(words('a text')).toBe('"a text"');
  });
});
