/**
 * Errors that reach a person or a client carry a stable code. A room declares its codes beside the
 * code that throws them; the reference page is printed from the declarations.
 */
export interface ErrorKind {
  /** Stable, SCREAMING_SNAKE_CASE, never reused for another meaning. */
  readonly code: string;
  /** HTTP status a server answers with. */
  readonly status: number;
  /** Short summary that does not change from one occurrence to the next. */
  readonly title: string;
  /** What the reader can do about it. */
  readonly remedy: string;
}

export interface Occurrence {
  /** What happened this time, in a sentence. Defaults to the kind's title. */
  readonly detail?: string;
  /** Path of the input field at fault, such as `text` or `constraints.vegan`. */
  readonly field?: string;
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

export class AccordError extends Error {
  readonly kind: ErrorKind;
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, occurrence: Occurrence = {}) {
    super(
      occurrence.detail ?? kind.title,
      occurrence.cause === undefined ? undefined : { cause: occurrence.cause },
    );
    this.name = 'AccordError';
    this.kind = kind;
    this.field = occurrence.field;
    this.retryAfterSeconds = occurrence.retryAfterSeconds;
  }

  get code(): string {
    return this.kind.code;
  }
}

/**
 * Declares a room's error kinds, keyed by code.
 *
 * @example
 * const errors = defineErrors({
 *   ENGINE_TIMEOUT: { status: 504, title: 'The engine took too long', remedy: 'Try again.' },
 * });
 * throw new AccordError(errors.ENGINE_TIMEOUT);
 */
export function defineErrors<const Code extends string>(
  kinds: Readonly<Record<Code, Omit<ErrorKind, 'code'>>>,
): Readonly<Record<Code, ErrorKind>> {
  const declared = Object.entries<Omit<ErrorKind, 'code'>>(kinds).map(([code, kind]) => [
    code,
    { code, ...kind },
  ]);
  return Object.freeze(Object.fromEntries(declared)) as Readonly<Record<Code, ErrorKind>>;
}
