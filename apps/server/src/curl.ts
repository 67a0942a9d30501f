const EXAMPLE_ORIGIN = 'http://127.0.0.1:8000';

/** A command that calls the operation, ready for a shell. */
export function curlOf(method: string, path: string, body: unknown): string {
  const address = `${EXAMPLE_ORIGIN}${path.replace(/\{(\w+)\}/g, '<$1>')}`;
  if (method === 'GET') return `curl ${quoted(address)}`;
  if (body === undefined) return `curl -X ${method} ${quoted(address)}`;
  return [
    `curl ${quoted(address)}`,
    `  -H ${quoted('content-type: application/json')}`,
    `  -d ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
