/** A piece of HTML that is safe to put into other HTML. */
export interface Markup {
  readonly text: string;
}

type Part = string | number | Markup | readonly Markup[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** Puts text into HTML escaped, and markup as it is. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const filled = template.map((literal, index) => {
    const part = parts[index];
    return part === undefined ? literal : literal + textOf(part);
  });
  return { text: filled.join('') };
}

/** Text of our own that is markup already. */
export const raw = (text: string): Markup => ({ text });

function textOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return 'text' in part ? part.text : part.map(({ text }) => text).join('');
}
