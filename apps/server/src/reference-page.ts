import type { ErrorKind } from '@accord/kernel';
import { curlOf } from './curl.ts';
import { html, type Markup, raw } from './markup.ts';
import type { JsonSchema, OpenApi } from './open-api.ts';
import { REFERENCE_STYLE } from './reference-style.ts';

export interface ReferencePage {
  readonly html: string;
  /** The page's one style element, for the policy that admits it. */
  readonly style: string;
}

type Operation = OpenApi['paths'][string][string];

/** The reference as one page that runs no script: the operations, what they take and give, and every error. */
export function referencePage(document: OpenApi, errors: readonly ErrorKind[]): ReferencePage {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const schemas = Object.entries(document.components.schemas);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Accord API ${document.info.version}</title>
<style>${raw(REFERENCE_STYLE)}</style>
</head>
<body>
<nav aria-label="Contents">
<a class="brand" href="/">Accord</a>
<h2>Operations</h2>
<ul>${operations.map(({ operation, method, path }) => html`<li><a href="#${operation.operationId}"><b>${method}</b> ${path}</a></li>`)}</ul>
<h2>Schemas</h2>
<ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
<h2><a href="#errors">Errors</a></h2>
</nav>
<main>
<header>
<h1>Accord API <small>${document.info.version}</small></h1>
<p>${document.info.summary}</p>
<p>Where keys are asked for, send one as <code>Authorization: Bearer accord_…</code>.</p>
<p>Machine-readable: <a href="/openapi.json">OpenAPI 3.1</a>.</p>
</header>
${operations.map(({ method, path, operation }) => operationSection(method, path, operation))}
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${schemas.map(([name, schema]) => schemaSection(name, schema))}</section>
${errorSection(errors)}
</main>
</body>
</html>
`;
  return { html: page.text, style: REFERENCE_STYLE };
}

function operationSection(method: string, path: string, operation: Operation): Markup {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const content = requestBody?.content['application/json'];
  return html`<section class="operation" aria-labelledby="${operationId}">
<h2 id="${operationId}"><span class="method">${method}</span> <code>${path}</code></h2>
<p>${summary}.</p>
${parameters.map(({ name, description }) => html`<p><code>${name}</code> ${description}.</p>`)}
${content?.schema === undefined ? html`` : html`<p>Takes ${typeOf(content.schema)} as <code>application/json</code>${requestBody?.content['text/csv'] === undefined ? html`` : html`, or a table as <code>text/csv</code>`}.</p>`}
<pre tabindex="0" aria-label="Example"><code>${curlOf(method, path, content?.example)}</code></pre>
<table><thead><tr><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">Body</th></tr></thead>
<tbody>${Object.entries(responses).map(
    ([status, response]) =>
      html`<tr><td>${status}</td><td>${response.description}</td><td>${bodyOf(response.content)}</td></tr>`,
  )}</tbody></table>
</section>
`;
}

function bodyOf(content: Operation['responses'][string]['content']): Markup {
  const [[mediaType, { schema }] = ['', { schema: undefined }]] = Object.entries(content);
  return schema === undefined ? html`<code>${mediaType}</code>` : typeOf(schema);
}

function schemaSection(name: string, schema: JsonSchema): Markup {
  const properties = asRecord(schema['properties']);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const rows = Object.entries(properties).map(([property, of]) => {
    const propertySchema = asRecord(of);
    return html`<tr><td><code>${property}</code>${required.includes(property) ? html`` : html` <i>optional</i>`}</td><td>${typeOf(propertySchema)}</td><td>${describe(propertySchema)}</td></tr>`;
  });
  const table = html`<table><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>${rows}</tbody></table>`;
  return html`<section aria-labelledby="schema-${name}"><h3 id="schema-${name}">${name}</h3>
<p>${describe(schema)}</p>
${rows.length > 0 ? table : html`<p>${typeOf(schema)}</p>`}
</section>
`;
}

function errorSection(errors: readonly ErrorKind[]): Markup {
  const rows = [...errors]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(
      ({ code, status, title, remedy }) =>
        html`<tr id="${code}"><td><a href="#${code}"><code>${code}</code></a></td><td>${status}</td><td>${title}.</td><td>${remedy}</td></tr>`,
    );
  return html`<section aria-labelledby="errors"><h2 id="errors">Errors</h2>
<p>Every refusal is <a href="#schema-Problem">problem details</a> (RFC 9457) with one of these codes. A code never changes its meaning.</p>
<table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">What to do</th></tr></thead><tbody>${rows}</tbody></table>
</section>`;
}

const asRecord = (value: unknown): JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};

const describe = (schema: JsonSchema): string =>
  typeof schema['description'] === 'string' ? schema['description'] : '';

/** The type of a schema in a few words, with a link where it has a name. */
function typeOf(schema: JsonSchema): Markup {
  const { $ref: reference, enum: choices, anyOf, items, type, const: constant } = schema;
  if (typeof reference === 'string') {
    const name = reference.slice(reference.lastIndexOf('/') + 1);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (Array.isArray(choices))
    return joined(choices.map((choice) => html`<code>${JSON.stringify(choice)}</code>`));
  if (constant !== undefined) return html`<code>${JSON.stringify(constant)}</code>`;
  if (Array.isArray(anyOf)) return joined(anyOf.map((part) => typeOf(asRecord(part))));
  if (type === 'array') return html`list of ${typeOf(asRecord(items))}`;
  if (type === 'object') return objectType(schema);
  return html`${typeof type === 'string' ? type : 'any JSON'}${boundsOf(schema)}`;
}

function objectType(schema: JsonSchema): Markup {
  const properties = Object.entries(asRecord(schema['properties']));
  if (properties.length === 0) return html`object of ${typeOf(asRecord(schema['additionalProperties']))}`;
  return html`{ ${joined(
    properties.map(([name, of]) => html`${name}: ${typeOf(asRecord(of))}`),
    ', ',
  )} }`;
}

function boundsOf({ minimum, maximum, maxLength, format }: JsonSchema): string {
  if (typeof maxLength === 'number') return `, at most ${maxLength} characters`;
  if (typeof format === 'string') return `, ${format}`;
  if (typeof minimum !== 'number' || minimum <= Number.MIN_SAFE_INTEGER) return '';
  const isBounded = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER;
  return isBounded ? `, ${minimum} to ${maximum}` : `, at least ${minimum}`;
}

const joined = (parts: readonly Markup[], separator = ' or '): Markup =>
  html`${parts.map((part, index) => (index === 0 ? part : html`${separator}${part}`))}`;
