import type { RequestDirectives } from './policy.ts';

const NONE: RequestDirectives = Object.freeze({ noStore: false, noCache: false });

/**
 * Reads the `Cache-Control` header of a request. `max-age=0` demands what `no-cache` does. A directive that is not
 * known or is malformed is ignored, as RFC 9111 asks (section 5.2).
 */
export function requestDirectives(header: string | undefined): RequestDirectives {
  if (header === undefined || header === '') return NONE;
  const directives = header.split(',').map((part) => part.trim().toLowerCase());
  const has = (name: string): boolean =>
    directives.some((directive) => directive === name || directive.startsWith(`${name}=`));
  return { noStore: has('no-store'), noCache: has('no-cache') || directives.some(demandsNew) };
}

const demandsNew = (directive: string): boolean => /^max-age=("?)0+\1$/.test(directive);
