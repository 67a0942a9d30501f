import { createHash } from 'node:crypto';

/**
 * Headers of every page: it runs nothing and shows nothing from elsewhere, and stands in no frame.
 *
 * @param inlineStyle the one style element the page may have
 */
export function pageHeaders(inlineStyle?: string): Record<string, string> {
  const style = inlineStyle === undefined ? "'self'" : `'sha256-${sha256(inlineStyle)}'`;
  return {
    'content-security-policy': [
      "default-src 'self'",
      `style-src ${style}`,
      "img-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
