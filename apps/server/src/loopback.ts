import { isIP } from 'node:net';

/** Whether only this machine reaches what listens on the address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const HOST = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i;

/**
 * Whether a Host header names this machine as only someone on it would. A page from elsewhere whose name was made to
 * point here (DNS rebinding) sends that name.
 */
export function namesLoopback(header: string | undefined): boolean {
  const [, six, name] = HOST.exec(header ?? '') ?? [];
  return isLoopback((six ?? name ?? '').toLowerCase());
}
