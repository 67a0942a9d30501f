import { defineErrors } from '@accord/kernel';

export const serverErrors = defineErrors({
  REQUEST_HEADER_INVALID: {
    status: 400,
    title: 'A header of the request has a value it cannot take',
    remedy: 'Correct or leave out the named header.',
  },
  REQUEST_MALFORMED: {
    status: 400,
    title: 'The request is not well formed',
    remedy: 'Send a JSON object as the body, encoded in UTF-8.',
  },
  REQUEST_TABLE_ENCODING: {
    status: 400,
    title: 'The table is not encoded in UTF-8',
    remedy: 'Save it as CSV in UTF-8, and send it again.',
  },
  REQUEST_MEDIA_TYPE: {
    status: 415,
    title: 'The body has a content type that is not understood',
    remedy: 'Send JSON with the header Content-Type: application/json.',
  },
  REQUEST_HEADERS_TOO_LARGE: {
    status: 431,
    title: 'The headers of the request are too long',
    remedy: 'Send fewer or shorter headers; the knob server.header_limit_bytes sets the limit.',
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    title: 'The body is too large',
    remedy:
      'Send less; the knob server.body_limit_bytes sets the limit, server.v1_body_limit_bytes that of the endpoints under /v1, and fragrance.shelf.limit_bytes that of tables of materials.',
  },
  SERVER_BODIES_FULL: {
    status: 503,
    title: 'The server is taking in as much as it has memory for',
    remedy: 'Send it again a little later; the knob server.bodies_limit_bytes sets the limit.',
  },
  REQUEST_TOO_SLOW: {
    status: 408,
    title: 'The request did not arrive in time',
    remedy: 'Send it again; the knobs server.headers_timeout_s and server.request_timeout_s set the limits.',
  },
  ROLE_NOT_ENOUGH: {
    status: 403,
    title: 'The key may not do this',
    remedy: 'Use a key of the role admin: accord keys create --role admin makes one.',
  },
  HOST_NOT_LOCAL: {
    status: 403,
    title: 'Without a key, only this machine may ask, by its own name',
    remedy: 'Ask at 127.0.0.1 or localhost, or make a key with accord keys create and send it.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    title: 'Nothing is at this address',
    remedy: 'Check the path; /docs lists every operation.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'The address does not take this method',
    remedy: 'Use a method that the Allow header names.',
  },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong inside Accord',
    remedy: 'Report it with the id in `instance`; the log has the cause under this id.',
  },
  SERVER_NEEDS_KEY: {
    status: 500,
    title: 'The server will not listen beyond this machine while there is no key',
    remedy: 'Make a key with accord keys create --role admin, or set server.host to 127.0.0.1.',
  },
  SERVER_ADDRESS_UNAVAILABLE: {
    status: 500,
    title: 'The server cannot listen on its address',
    remedy: 'Stop what uses the port, or choose another with PORT.',
  },
});
