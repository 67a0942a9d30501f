import { AccordError } from '@accord/kernel';
import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HTTPMethods,
} from 'fastify';
import { serverErrors } from './errors.ts';

const EVERY_METHOD: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const READING: readonly HTTPMethods[] = ['GET', 'HEAD'];

/** Sets what the reply needs beside its text, and returns the text. */
type Handler = (request: FastifyRequest, reply: FastifyReply) => string | Promise<string | Buffer>;

/** The path of a request, without its query, which may hold what is no one else's business. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

export const notFound = ({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): AccordError =>
  new AccordError(serverErrors.ROUTE_NOT_FOUND, { detail: `There is no ${method} ${pathOf(url)}` });

export function serveGet(
  app: FastifyInstance,
  path: string,
  handler: Handler,
  options: { readonly config?: FastifyContextConfig } = {},
): void {
  app.get(path, options, handler);
  refuseOtherMethods(app, path, READING);
}

/** Answers before the body is read, so that a wrong method is named as such whatever was sent with it. */
export function refuseOtherMethods(
  app: FastifyInstance,
  path: string,
  allowed: readonly HTTPMethods[] = READING,
): void {
  const refuse = async (request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    reply.header('allow', allowed.join(', '));
    throw new AccordError(serverErrors.METHOD_NOT_ALLOWED, {
      detail: `${pathOf(request.url)} takes ${allowed.join(', ')}, not ${request.method}`,
    });
  };
  const others = EVERY_METHOD.filter((method) => !allowed.includes(method));
  app.route({ method: others, url: path, onRequest: refuse, handler: refuse });
}
