import { problemSchema } from '@accord/contract';
import { z } from 'zod';
import { type Access, accessOf } from './access.ts';
import type { Operation } from './operations.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

interface Content {
  readonly [mediaType: string]: { readonly schema?: JsonSchema; readonly example?: unknown };
}

interface OperationObject {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly required: boolean;
    readonly description: string;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  /** Each entry is one way to be let in; an empty one is without a key. */
  readonly security: readonly JsonSchema[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>;
}

/** The part of OpenAPI 3.1 that this server writes. */
export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

const SECURITY = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key that accord keys create made. Not asked for on the machine itself until there is one, unless server.require_key says so.',
  },
};
const WITH_KEY: readonly JsonSchema[] = [{ key: [] }, {}];
const OPEN: readonly JsonSchema[] = [{}];

/** What the door answers, before an operation is begun. */
const REFUSALS: Readonly<Record<Access, readonly number[]>> = {
  open: [],
  user: [401, 403, 429],
  admin: [401, 403],
};

const COMPONENTS = '#/components/schemas/';

/** Describes the operations from the very schemas that check their requests. */
export function openApiOf(operations: readonly Operation[], version: string): OpenApi {
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: operationObject(operation),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Accord',
      version,
      summary: 'A self-tuning AI backend: every answer at the chosen balance, every decision explained.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: componentsFor(paths), securitySchemes: SECURITY },
  };
}

function operationObject(operation: Operation): OperationObject {
  const { operationId, summary, body, reply, problems } = operation;
  const access = operation.access ?? accessOf(operation.path);
  const parameters = parametersOf(operation);
  const content: Content = {
    [reply.mediaType]: reply.schema === undefined ? {} : { schema: referenceTo(reply.schema) },
  };
  return {
    operationId,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: body.optional !== true,
        content: {
          'application/json': { schema: referenceTo(body.schema), example: body.example },
          ...(body.csv && { 'text/csv': { schema: { type: 'string' } } }),
        },
      },
    }),
    security: access === 'open' ? OPEN : WITH_KEY,
    responses: {
      [operation.status ?? 200]: { description: reply.description, content },
      ...Object.fromEntries(
        [...REFUSALS[access], ...problems].map((status) => [
          status,
          problemResponse(status, operation.failure),
        ]),
      ),
    },
  };
}

function parametersOf({ pathParameters = {}, query }: Operation): NonNullable<OperationObject['parameters']> {
  const inPath = Object.entries(pathParameters).map(([name, description]) => ({
    name,
    in: 'path' as const,
    required: true,
    description,
    schema: { type: 'string' },
  }));
  // Under its name it would be a reference, without the fields.
  const nameless = z.strictObject(query?.shape ?? {});
  const asked = z.toJSONSchema(nameless, { io: 'input' }).properties;
  const inQuery = Object.entries(asked ?? {}).map(([name, of]) => {
    const { description = '', ...schema } = typeof of === 'object' ? of : {};
    return { name, in: 'query' as const, required: false, description, schema };
  });
  return [...inPath, ...inQuery];
}

const PROBLEM_DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'The request is not understood',
  401: 'A key is needed, or is not valid',
  402: 'The budget is spent',
  403: 'The key may not do this, or who asks without a key is not on this machine',
  404: 'There is no such thing',
  409: 'It was changed in the meantime',
  413: 'The body is too large',
  415: 'The content type is not understood',
  429: 'Too many requests',
  500: 'A fault inside Accord',
  502: 'The model server failed',
  503: 'Overloaded or unavailable',
  504: 'The model server did not answer in time',
};

function problemResponse(
  status: number,
  failure?: z.ZodType,
): { readonly description: string; readonly content: Content } {
  const content: Content =
    failure === undefined
      ? { 'application/problem+json': { schema: referenceTo(problemSchema) } }
      : { 'application/json': { schema: referenceTo(failure) } };
  return { description: PROBLEM_DESCRIPTIONS[status] ?? 'A problem', content };
}

/** Every schema of an operation is a component, so that the reader meets it under its name. */
function referenceTo(schema: z.ZodType): JsonSchema {
  const id = z.globalRegistry.get(schema)?.id;
  if (id === undefined) throw new TypeError('a schema of an operation needs a name: give it .meta({ id })');
  return { $ref: `${COMPONENTS}${id}` };
}

/** The named schemas that the paths reach, themselves or through others. */
function componentsFor(paths: OpenApi['paths']): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: (id) => `${COMPONENTS}${id}`, io: 'input' });
  const reached = new Map<string, JsonSchema>();
  const follow = (part: unknown): void => {
    for (const id of referencesIn(part)) {
      const schema = schemas[id];
      if (schema === undefined || reached.has(id)) continue;
      const { $schema: _dialect, $id: _address, id: _name, ...plain } = schema;
      reached.set(id, plain);
      follow(plain);
    }
  };
  follow(paths);
  return Object.fromEntries([...reached].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function referencesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value.slice(COMPONENTS.length)] : referencesIn(value),
  );
}
