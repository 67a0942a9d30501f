/**
 * Who may use a route: anyone who reaches the server, whoever has a key, or a key of the role admin. Where no key is
 * asked for, whoever reaches the server is an admin.
 */
export type Access = 'open' | 'user' | 'admin';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
  }
}

/** For a route that only an admin may use. */
export const ADMIN = { config: { access: 'admin' } } as const;
/** For a route that is open to anyone, though it stands where others are not. */
export const OPEN = { config: { access: 'open' } } as const;

const GUARDED = ['/api/', '/v1/'];

/** What a route takes that says nothing itself: a key below `/api` and `/v1`. */
export const accessOf = (path: string): Access =>
  GUARDED.some((prefix) => path.startsWith(prefix)) ? 'user' : 'open';
