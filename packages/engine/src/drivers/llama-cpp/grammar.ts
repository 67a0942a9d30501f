import { AccordError } from '@accord/kernel';
import { z } from 'zod';
import { engineErrors } from '../../errors.ts';
import { integerGrammar, numberGrammar } from './number-grammar.ts';

/**
 * JSON Schema as GBNF, the grammar notation of llama.cpp: https://github.com/ggml-org/llama.cpp/tree/master/grammars
 *
 * What the grammar admits is valid in type, names, choices, lengths and whole bounds. It leaves out patterns, formats,
 * multiples, and what an object may have beside its named properties; whoever asked checks the answer.
 */

type Schema = z.infer<typeof schemaSchema>;

const typeSchema = z.enum(['string', 'number', 'integer', 'boolean', 'null', 'object', 'array']);
type TypeName = z.infer<typeof typeSchema>;

const countSchema = z.int().nonnegative();

/** The keywords that are read. Those that would be wrong to overlook are refused; all others only narrow. */
const schemaSchema = z.object({
  $ref: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).min(1).optional(),
  anyOf: z.array(z.unknown()).min(1).optional(),
  oneOf: z.array(z.unknown()).min(1).optional(),
  type: z.union([typeSchema, z.array(typeSchema).min(1)]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  propertyNames: z.unknown().optional(),
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).optional(),
  minItems: countSchema.optional(),
  maxItems: countSchema.optional(),
  minLength: countSchema.optional(),
  maxLength: countSchema.optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  allOf: z.never().optional(),
  not: z.never().optional(),
  if: z.never().optional(),
  patternProperties: z.never().optional(),
});

/** llama.cpp writes repetitions out, so long ones are left open; a longer answer fails its check. */
const REPETITIONS = 256;

/**
 * What a string is made of. Control characters must be escaped in JSON; escapes by number are left out, since half a
 * pair could be said, and so are the halves themselves. JavaScript counts a character beyond the first plane as two,
 * so a string with a bound has none.
 */
const PLAIN = String.raw`\x20-\x21\x23-\x5B\x5D-\x7E\u0080-\uD7FF\uE000-\uFFFF`;
const ESCAPED = String.raw`"\\" ["\\bfnrt/]`;
const CHARACTER = String.raw`([${PLAIN}\U00010000-\U0010FFFF] | ${ESCAPED})`;
const SHORT_CHARACTER = `([${PLAIN}] | ${ESCAPED})`;
const COMMA = '"," " "?';
const COLON = '":" " "?';

const ANY_OF_TYPES: readonly TypeName[] = ['string', 'number', 'boolean', 'null', 'object', 'array'];

/** @throws ENGINE_UNSUPPORTED for a schema that cannot be told as a grammar */
export function grammarOf(root: unknown): string {
  const rules = new Map<string, string>();
  const referred = new Map<string, string>();

  const named = (body: string): string => {
    const name = `r${rules.size}`;
    rules.set(name, body);
    return name;
  };

  const valueOf = (raw: unknown): string => {
    if (raw === true || raw === undefined) return anything();
    const schema = checked(raw);
    if (schema.$ref !== undefined) return reference(schema.$ref);
    if ('const' in schema) return literal(schema.const);
    if (schema.enum !== undefined) return oneOf(schema.enum.map(literal));
    const alternatives = schema.anyOf ?? schema.oneOf;
    if (alternatives !== undefined) return oneOf(alternatives.map(valueOf));
    const types = schema.type ?? impliedType(schema);
    if (types === undefined) return anything();
    return oneOf([types].flat().map((type) => typed(type, schema)));
  };

  /** A rule of its own, made before its body is, so that a schema may refer to itself. */
  const reference = (path: string): string => {
    const known = referred.get(path);
    if (known !== undefined) return known;
    const name = `d${referred.size}`;
    referred.set(path, name);
    rules.set(name, valueOf(target(root, path)));
    return name;
  };

  const anything = (): string => {
    const known = referred.get('any');
    if (known !== undefined) return known;
    referred.set('any', 'any');
    rules.set('any', oneOf(ANY_OF_TYPES.map((type) => typed(type, {}))));
    return 'any';
  };

  const typed = (type: TypeName, schema: Schema): string => {
    switch (type) {
      case 'string':
        return stringOf(schema);
      case 'integer':
        return numeric(integerGrammar(wholeBounds(schema)));
      case 'number':
        return numeric(numberGrammar(bounds(schema)));
      case 'boolean':
        return '("true" | "false")';
      case 'null':
        return '"null"';
      case 'array':
        return arrayOf(schema);
      case 'object':
        return objectOf(schema);
    }
  };

  const arrayOf = ({ items, prefixItems, minItems = 0, maxItems = Infinity }: Schema): string => {
    if (prefixItems !== undefined) return `"[" ${prefixItems.map(valueOf).join(` ${COMMA} `)} "]"`;
    return `"[" ${listOf(named(valueOf(items)), minItems, maxItems)} "]"`;
  };

  const objectOf = (schema: Schema): string => {
    const { properties = {}, required = [], additionalProperties = true } = schema;
    // What is required need not be named among the properties; a record of known keys is told in that way.
    const unnamed = required.filter((key) => !Object.hasOwn(properties, key));
    const members = Object.entries({
      ...properties,
      ...Object.fromEntries(unnamed.map((key) => [key, additionalProperties])),
    });
    return members.length > 0 || schema.properties !== undefined
      ? membersOf(members, required)
      : mapOf(schema);
  };

  const mapOf = ({ propertyNames, additionalProperties = true }: Schema): string => {
    if (additionalProperties === false) return '"{" "}"';
    const key = propertyNames === undefined ? stringOf({}) : keyOf(propertyNames);
    return `"{" ${listOf(named(`${key} ${COLON} ${valueOf(additionalProperties)}`), 0, Infinity)} "}"`;
  };

  /** A schema of keys speaks of strings also where it does not say so. */
  const keyOf = (raw: unknown): string => valueOf({ type: 'string', ...checked(raw) });

  /**
   * Properties come in the order of the schema. Each has two rules for what follows from it on, since the first one
   * that is there has no comma before it.
   */
  const membersOf = (
    members: readonly (readonly [key: string, schema: unknown])[],
    required: readonly string[],
  ): string => {
    let [rest, restAfterComma] = ['""', '""'];
    for (const [key, schema] of members.toReversed()) {
      const member = named(`${literal(key)} ${COLON} ${valueOf(schema)}`);
      const skippable = !required.includes(key);
      const here = `${member} ${restAfterComma}`;
      const hereAfterComma = `${COMMA} ${member} ${restAfterComma}`;
      rest = named(skippable ? `${here} | ${rest}` : here);
      restAfterComma = named(skippable ? `${hereAfterComma} | ${restAfterComma}` : hereAfterComma);
    }
    return `"{" ${rest} "}"`;
  };

  const body = valueOf(root);
  return [`root ::= ${body}`, ...[...rules].map(([name, rule]) => `${name} ::= ${rule}`)].join('\n');
}

function checked(raw: unknown): Schema {
  const result = schemaSchema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unsupported(`${issue?.path.join('.') || 'the schema'} (${issue?.message ?? 'not a schema'})`);
}

function target(root: unknown, path: string): unknown {
  if (path === '#') return root;
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(path)?.[1];
  const definitions = z
    .object({
      $defs: z.record(z.string(), z.unknown()).default({}),
      definitions: z.record(z.string(), z.unknown()).default({}),
    })
    .safeParse(root).data;
  const found = name === undefined ? undefined : { ...definitions?.definitions, ...definitions?.$defs }[name];
  if (found === undefined) throw unsupported(`the reference ${path}`);
  return found;
}

function impliedType({ properties, items, prefixItems }: Schema): TypeName | undefined {
  if (properties !== undefined) return 'object';
  return items !== undefined || prefixItems !== undefined ? 'array' : undefined;
}

function stringOf({ minLength = 0, maxLength = Infinity }: Schema): string {
  const character = maxLength === Infinity ? CHARACTER : SHORT_CHARACTER;
  return String.raw`"\"" ${character}${repeated(minLength, maxLength)} "\""`;
}

/** Items between commas, `min` to `max` of them. */
function listOf(item: string, min: number, max: number): string {
  if (max === 0) return '""';
  const list = `${item} (${COMMA} ${item})${repeated(Math.max(0, min - 1), max - 1)}`;
  return min === 0 ? `(${list})?` : list;
}

function repeated(min: number, max: number): string {
  const least = Math.min(min, REPETITIONS);
  if (max <= REPETITIONS) return `{${least},${Math.max(least, max)}}`;
  return least === 0 ? '*' : `{${least},}`;
}

const bounds = ({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema) => ({
  min: greater(minimum, exclusiveMinimum),
  max: lesser(maximum, exclusiveMaximum),
});

const wholeBounds = ({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema) => ({
  min: greater(minimum, exclusiveMinimum === undefined ? undefined : Math.floor(exclusiveMinimum) + 1),
  max: lesser(maximum, exclusiveMaximum === undefined ? undefined : Math.ceil(exclusiveMaximum) - 1),
});

const greater = (a = -Infinity, b = -Infinity): number => Math.max(a, b);
const lesser = (a = Infinity, b = Infinity): number => Math.min(a, b);

function numeric(grammar: string | undefined): string {
  if (grammar === undefined) throw unsupported('bounds that no number is within');
  return grammar;
}

/** A JSON value, word for word. */
function literal(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw unsupported('a constant that is not JSON');
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

const oneOf = (alternatives: readonly string[]): string =>
  alternatives.length === 1 ? `${alternatives[0]}` : `(${alternatives.join(' | ')})`;

function unsupported(what: string): AccordError {
  return new AccordError(engineErrors.ENGINE_UNSUPPORTED, {
    detail: `Answers cannot be held to a schema with ${what}`,
  });
}
