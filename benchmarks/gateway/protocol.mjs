/** What is asked and answered in the protocol of OpenAI. Each request has a number, which the answer must say again. */
export const NONCE_MARK = 'number ';
export const NONCE_CHARS = 10;
export const MODEL = 'bench-model';
export const PATH = '/v1/chat/completions';

const WORDS =
  'A quiet woody scent opens with bergamot and pink pepper and settles on cedar and vetiver while iris keeps it dry and ' +
  'a little amber makes it warm so that it is worn close to the skin on a cool day';
const PROMPT =
  'You describe scents in plain words for people who want to buy one. Name the notes in the order in which they come, say ' +
  'how long it lasts and when it is worn, and keep it under fifty words.';
const head = { id: 'chatcmpl-bench', created: 1_760_000_000, model: MODEL };
const usage = { prompt_tokens: 71, completion_tokens: 41, total_tokens: 112 };

/** Events of a stream, `[DONE]` among them. */
export const EVENTS = 42;

export function requestBody(nonce, streams) {
  return JSON.stringify({
    model: MODEL,
    messages: [
      { role: 'system', content: PROMPT },
      { role: 'user', content: `A wish for a rainy evening in the woods, ${NONCE_MARK}${nonce}` },
    ],
    temperature: 0.7,
    max_tokens: 200,
    ...(streams && { stream: true }),
  });
}

export const wholeReply = (nonce) =>
  JSON.stringify({
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: `${NONCE_MARK}${nonce}: ${WORDS}` },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
  });

/** The text of each event; the count is one more, for who asks for it. */
export function eventsOf(nonce, withUsage) {
  const deltas = [
    { role: 'assistant', content: `${NONCE_MARK}${nonce}:` },
    ...WORDS.split(' ').map((word) => ({ content: ` ${word}` })),
  ];
  while (deltas.length < EVENTS - 2) deltas.push({ content: '.' });
  const chunk = (rest) =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...rest })}\n\n`;
  return [
    ...deltas
      .slice(0, EVENTS - 2)
      .map((delta) => chunk({ choices: [{ index: 0, delta, finish_reason: null }] })),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    ...(withUsage ? [chunk({ choices: [], usage })] : []),
    'data: [DONE]\n\n',
  ];
}

/** The text of a right reply. @throws TypeError that says what is wrong with it */
export function textOfWhole(body) {
  const { choices, usage: counted } = JSON.parse(body);
  if (counted?.total_tokens !== usage.total_tokens)
    throw new TypeError('the count is not that of the upstream');
  return choices[0].message.content;
}

/** @throws TypeError that says what is wrong with the stream */
export function textOfStream(body) {
  const events = body.split('\n\n').filter((event) => event.trim() !== '');
  if (events.length !== EVENTS) throw new TypeError(`${events.length} events instead of ${EVENTS}`);
  if (events.pop() !== 'data: [DONE]') throw new TypeError('the stream does not end with [DONE]');
  const choices = events.map((event) => JSON.parse(event.replace(/^data: /, '')).choices[0]);
  if (choices.at(-1).finish_reason !== 'stop') throw new TypeError('the stream does not say why it ended');
  return choices.map(({ delta }) => delta.content ?? '').join('');
}

/** What a right reply of either kind says. */
export const expectedText = (nonce, streams) =>
  streams ? textOfStream(eventsOf(nonce, false).join('')) : textOfWhole(wholeReply(nonce));
