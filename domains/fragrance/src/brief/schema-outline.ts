import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * A schema written out for a model to read: the shape of the JSON with types in place of values, a third of the size of
 * the JSON Schema it comes from. Made from the schema itself, so that a prompt cannot promise another shape than the
 * check insists on.
 */
export function schemaOutline(schema: z.ZodType): string {
  const root = z.toJSONSchema(schema, { io: 'input' });
  return outline(root, root.$defs ?? {}, '');
}

function outline(schema: JsonSchema, defs: Record<string, JsonSchema>, indent: string): string {
  if (schema.$ref !== undefined) return outline(resolved(schema.$ref, defs), defs, indent);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map((one) => outline(one, defs, indent)).join(' | ');
  }
  switch (schema.type) {
    case 'object':
      return objectOutline(schema, defs, indent);
    case 'array':
      return listOutline(schema, defs, indent);
    case 'number':
    case 'integer':
      return numberOutline(schema);
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    default:
      throw new TypeError(`no outline for ${JSON.stringify(schema)}`);
  }
}

function resolved(reference: string, defs: Record<string, JsonSchema>): JsonSchema {
  const definition = defs[reference.replace('#/$defs/', '')];
  if (definition === undefined) throw new TypeError(`${reference} is not defined`);
  return definition;
}

function objectOutline(schema: JsonSchema, defs: Record<string, JsonSchema>, indent: string): string {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const value = outline(field as JsonSchema, defs, `${indent}  `);
    return `"${name}": ${value}`;
  });
  const line = `{ ${fields.join(', ')} }`;
  if (line.length <= 100 && !line.includes('\n')) return line;
  return `{\n${fields.map((field) => `${indent}  ${field}`).join(',\n')}\n${indent}}`;
}

function listOutline(schema: JsonSchema, defs: Record<string, JsonSchema>, indent: string): string {
  const item = outline(schema.items as JsonSchema, defs, indent);
  const { minItems = 0, maxItems } = schema;
  const count = minItems > 0 ? `${minItems} to ${maxItems}` : `at most ${maxItems}`;
  return `[ ${item} … ${count} ]`;
}

function numberOutline({ minimum, maximum }: JsonSchema): string {
  if (maximum === undefined || maximum > 1e9) return 'number';
  return `number ${minimum ?? 0} to ${maximum}`;
}
