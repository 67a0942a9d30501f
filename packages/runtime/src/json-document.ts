/**
 * A value beside its JSON text. Whichever was given, the other is made from it when it is first asked for, and kept:
 * a text is written once however many need it, and what came as text is parsed only when someone looks inside.
 * A value must not change once it is in here.
 */
export interface JsonDocument<Value> {
  /** @throws SyntaxError when it was given as text and the text is no JSON */
  readonly value: Value;
  /** @throws TypeError when it was given as a value that no JSON can hold */
  readonly text: string;
}

export function jsonFromValue<Value>(value: Value): JsonDocument<Value> {
  return new WrittenWhenAsked(value);
}

/** @param text JSON of a `Value`; the caller vouches for it */
export function jsonFromText<Value>(text: string): JsonDocument<Value> {
  return new ParsedWhenAsked(text);
}

/** @param write makes the text when it is first asked for; JSON of a `Value`, for which the caller vouches */
export function jsonFromWriter<Value>(write: () => string): JsonDocument<Value> {
  return new ParsedWhenAsked(write);
}

/** An object put together from documents, without writing or parsing any of them again. */
export function jsonObject<Members extends object>(members: MembersOf<Members>): JsonDocument<Members> {
  return new ObjectOfDocuments(members);
}

/** Names are of the program's own making and few, so each is quoted once. */
const quotedNames = new Map<string, string>();

/** A name as JSON. Not for what comes from outside: it is kept. */
export function jsonName(name: string): string {
  let quoted = quotedNames.get(name);
  if (quoted === undefined) {
    quoted = JSON.stringify(name);
    quotedNames.set(name, quoted);
  }
  return quoted;
}

type MembersOf<Members> = { readonly [Name in keyof Members]: JsonDocument<Members[Name]> };

class WrittenWhenAsked<Value> implements JsonDocument<Value> {
  readonly value: Value;
  private written: string | undefined;

  constructor(value: Value) {
    this.value = value;
    this.written = undefined;
  }

  get text(): string {
    this.written ??= textOf(this.value);
    return this.written;
  }
}

function textOf(value: unknown): string {
  // Of `undefined` and of functions there is no text, whatever the library's type says.
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`there is no JSON of ${typeof value}`);
  return text;
}

class ParsedWhenAsked<Value> implements JsonDocument<Value> {
  private source: string | (() => string);
  private parsed: { readonly value: Value } | undefined;

  constructor(source: string | (() => string)) {
    this.source = source;
    this.parsed = undefined;
  }

  get text(): string {
    if (typeof this.source !== 'string') this.source = this.source();
    return this.source;
  }

  get value(): Value {
    this.parsed ??= { value: JSON.parse(this.text) as Value };
    return this.parsed.value;
  }
}

class ObjectOfDocuments<Members extends object> implements JsonDocument<Members> {
  private readonly members: MembersOf<Members>;
  private joined: string | undefined;
  private made: Members | undefined;

  constructor(members: MembersOf<Members>) {
    this.members = members;
    this.joined = undefined;
    this.made = undefined;
  }

  get text(): string {
    this.joined ??= joined(this.members);
    return this.joined;
  }

  get value(): Members {
    this.made ??= valueOf(this.members);
    return this.made;
  }
}

function joined<Members extends object>(members: MembersOf<Members>): string {
  let text = '';
  for (const name in members) {
    text += `${text === '' ? '{' : ','}${jsonName(name)}:${members[name].text}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

function valueOf<Members extends object>(members: MembersOf<Members>): Members {
  const names = Object.keys(members) as (keyof Members)[];
  return Object.fromEntries(names.map((name) => [name, members[name].value])) as Members;
}
