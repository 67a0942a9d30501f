const SPACE = /\s/;

/** True for a code unit that is white space; most are seen to be or not to be without the expression. */
export const isSpace = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || (code >= 128 && SPACE.test(String.fromCharCode(code)));
