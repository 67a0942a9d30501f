import type { Accord } from '@accord/host';
import { ledgerBalanceSchema, spendQuerySchema, spendReplySchema } from '@accord/contract';
import { parseBody } from '@accord/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ADMIN } from './access.ts';
import { asJson } from './json-reply.ts';
import { serveGet } from './methods.ts';
import type { Operation } from './operations.ts';

/** What an operator sees of the ledger. */
export const LEDGER_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/ledger/balance',
    access: 'admin',
    operationId: 'readLedgerBalance',
    summary: 'Read what each account of the ledger holds, and whether they come to nothing together',
    reply: { description: 'The balance', mediaType: 'application/json', schema: ledgerBalanceSchema },
    problems: [503],
  },
  {
    method: 'GET',
    path: '/api/ledger/spend',
    access: 'admin',
    operationId: 'readSpend',
    summary: 'Read what was spent, by key, by model or by day',
    query: spendQuerySchema,
    reply: { description: 'The spend', mediaType: 'application/json', schema: spendReplySchema },
    problems: [400, 503],
  },
];

export function serveLedger(app: FastifyInstance, { ledger }: Accord): void {
  const readBalance = async (_: FastifyRequest, reply: FastifyReply): Promise<string | Buffer> =>
    asJson(reply, JSON.stringify(await ledger.balance()));
  const readSpend = async (request: FastifyRequest, reply: FastifyReply): Promise<string | Buffer> => {
    const query = parseBody({ body: spendQuerySchema }, request.query);
    return asJson(reply, JSON.stringify(await ledger.spend(query)));
  };
  serveGet(app, '/api/ledger/balance', readBalance, ADMIN);
  serveGet(app, '/api/ledger/spend', readSpend, ADMIN);
}
