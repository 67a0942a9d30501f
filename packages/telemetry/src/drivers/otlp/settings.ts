import { AccordError } from '@accord/kernel';
import { knobErrors } from '@accord/knobs';

const PATH = '/v1/traces';

/** @throws KNOB_INVALID */
export function tracesAddress(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const plain = url !== undefined && url.username === '' && url.password === '';
  if (!plain || !/^https?:$/.test(url.protocol)) {
    throw new AccordError(knobErrors.KNOB_INVALID, {
      detail: 'telemetry.otlp_endpoint must be an http or https address without a user or password',
      field: 'telemetry.otlp_endpoint',
    });
  }
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(PATH) ? path : path + PATH;
  return url;
}

/**
 * Reads `name=value,name=value` with percent-encoded values, as OTEL_EXPORTER_OTLP_HEADERS has it. Checked here because
 * `fetch` puts a header it cannot send, secret and all, into its error.
 *
 * @throws KNOB_INVALID, without saying what it was given
 */
export function headersFrom(text: string): Headers {
  const headers = new Headers();
  if (text.trim() === '') return headers;
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    try {
      headers.append(
        pair.slice(0, Math.max(0, equals)).trim(),
        decodeURIComponent(pair.slice(equals + 1).trim()),
      );
    } catch {
      throw new AccordError(knobErrors.KNOB_INVALID, {
        detail:
          'telemetry.otlp_headers must be name=value pairs with commas between, each value percent-encoded',
        field: 'telemetry.otlp_headers',
      });
    }
  }
  return headers;
}
