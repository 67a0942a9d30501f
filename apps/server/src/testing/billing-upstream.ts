import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a request, in a field of its own, tells the upstream to do and to bill. */
export interface BillingPlan {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly fault:
    | 'none'
    /** Counts nothing. */
    | 'no_usage'
    /** Counts twice in a stream, the first time less. */
    | 'usage_twice'
    /** Refuses. */
    | 'status'
    /** Says that it has too much to do, before it did anything. */
    | 'busy'
    /** Resets the connection before an answer. */
    | 'reset'
    /** Closes the connection in the middle. */
    | 'cut'
    /** Begins, and goes on only until the client leaves. */
    | 'linger';
}

/** An upstream that keeps books: what it was asked, and what of that it told to the end. */
export interface BillingUpstream {
  readonly baseUrl: string;
  /** Every request that came. */
  readonly asked: readonly BillingPlan[];
  /** Those that were refused by a status. */
  readonly refused: readonly BillingPlan[];
  /** Those whose count was sent, in a reply that was sent whole. */
  readonly told: readonly BillingPlan[];
  close(): Promise<void>;
}

const usageOf = ({ input, cached, output }: BillingPlan): object => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached },
});

const event = (choices: readonly object[], more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm', choices, ...more })}\n\n`;

const piece = (content: string): string => event([{ index: 0, delta: { content }, finish_reason: null }]);

/** What each of several upstreams is to do, by its place, each time it is asked for the same: the last from then on. */
export type BillingChain = readonly (readonly [BillingPlan, ...BillingPlan[]])[];

interface BillingRequest {
  readonly x_plan?: BillingPlan;
  readonly x_chain?: { readonly id: string; readonly plans: BillingChain };
  readonly stream?: boolean;
}

/** @param place of this upstream in the chains of those who ask */
export async function startBillingUpstream(place = 0): Promise<BillingUpstream> {
  const asked: BillingPlan[] = [];
  const timesAsked = new Map<string, number>();
  const refused: BillingPlan[] = [];
  const told: BillingPlan[] = [];

  const planOf = ({ x_plan: plan, x_chain: chain }: BillingRequest): BillingPlan => {
    if (plan !== undefined) return plan;
    const plans = chain?.plans[place];
    if (chain === undefined || plans === undefined) throw new TypeError('nobody told what to do');
    const times = timesAsked.get(chain.id) ?? 0;
    timesAsked.set(chain.id, times + 1);
    return plans[Math.min(times, plans.length - 1)] ?? plans[0];
  };

  const stream = (response: ServerResponse, plan: BillingPlan): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(piece('word '));
    if (plan.fault === 'linger') return;
    response.write(piece('and another '));
    if (plan.fault === 'cut') {
      setTimeout(() => response.destroy(), 5);
      return;
    }
    response.write(event([{ index: 0, delta: {}, finish_reason: 'stop' }]));
    if (plan.fault === 'usage_twice') response.write(event([], { usage: usageOf({ ...plan, output: 1 }) }));
    if (plan.fault !== 'no_usage') response.write(event([], { usage: usageOf(plan) }));
    response.end('data: [DONE]\n\n');
    if (plan.fault !== 'no_usage') told.push(plan);
  };
  const whole = (response: ServerResponse, plan: BillingPlan): void => {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'word' }, finish_reason: 'stop' }];
    const counted = plan.fault === 'no_usage' ? {} : { usage: usageOf(plan) };
    const body = JSON.stringify({
      id: 'c',
      object: 'chat.completion',
      created: 0,
      model: 'm',
      choices,
      ...counted,
    });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    if (plan.fault === 'linger') return;
    if (plan.fault === 'cut') {
      response.write(body.slice(0, 20), () => response.destroy());
      return;
    }
    response.end(body);
    if (plan.fault !== 'no_usage') told.push(plan);
  };

  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.method === 'GET') return response.end('{"data":[]}');
      const wanted = JSON.parse(body) as BillingRequest;
      const plan = planOf(wanted);
      asked.push(plan);
      if (plan.fault === 'reset') return response.socket?.resetAndDestroy();
      if (plan.fault === 'status') {
        refused.push(plan);
        return response.writeHead(500).end('{"error":{"message":"no"}}');
      }
      if (plan.fault === 'busy') {
        refused.push(plan);
        return response.writeHead(429).end('{"error":{"message":"busy"}}');
      }
      return wanted.stream === true ? stream(response, plan) : whole(response, plan);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    refused,
    told,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
