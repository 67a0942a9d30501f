import { defineKnobs, flag, integer, number, text } from '@accord/knobs';

export const serverKnobs = defineKnobs('server', {
  host: text({
    default: '127.0.0.1',
    maxLength: 253,
    effect: 'Listens on another address. Beyond this machine that takes a key, and each request needs one.',
    scope: 'process',
  }),
  require_key: flag({
    default: false,
    effect: 'Asks for a key from the start. Without it, this machine needs none until the first key is made.',
    scope: 'process',
  }),
  port: integer({
    default: 8000,
    range: [0, 65_535],
    unit: 'port',
    effect: 'Listens on another port; 0 takes any free one. The variable PORT sets it too.',
    scope: 'process',
  }),
  body_limit_bytes: integer({
    default: 65_536,
    range: [1024, 67_108_864],
    unit: 'bytes',
    effect: 'Accepts larger request bodies, which take more memory.',
    scope: 'process',
  }),
  compress_from: integer({
    default: 8192,
    range: [0, 67_108_864],
    unit: 'characters',
    effect:
      'Sends larger JSON replies as they are to clients that take gzip: less work, more to send. 0 compresses none.',
    scope: 'process',
  }),
  v1_body_limit_bytes: integer({
    default: 8_388_608,
    range: [1024, 268_435_456],
    unit: 'bytes',
    effect:
      'Accepts larger requests at the endpoints under /v1, whose prompts are long; each takes several times as much memory.',
    scope: 'process',
  }),
  bodies_limit_bytes: integer({
    default: 134_217_728,
    range: [1_048_576, 17_179_869_184],
    unit: 'bytes',
    effect: 'Takes in more request bodies at once, all together; each takes several times as much memory.',
    scope: 'process',
  }),
  header_limit_bytes: integer({
    default: 16_384,
    range: [1024, 1_048_576],
    unit: 'bytes',
    effect: 'Accepts longer headers of a request; each connection may hold that much.',
    scope: 'process',
  }),
  json_depth_limit: integer({
    default: 100,
    range: [10, 1000],
    unit: 'levels',
    effect: 'Accepts bodies that are nested deeper.',
    scope: 'process',
  }),
  max_connections: integer({
    default: 4096,
    range: [1, 1_000_000],
    unit: 'connections',
    effect: 'Holds more connections at once; beyond them idle ones are closed and new ones turned away.',
    scope: 'process',
  }),
  headers_timeout_s: number({
    default: 10,
    range: [0.1, 3600],
    unit: 's',
    effect: 'Waits longer for the headers of a request, and for the first one of a new connection.',
    scope: 'process',
  }),
  request_timeout_s: number({
    default: 30,
    range: [0.1, 3600],
    unit: 's',
    effect: 'Waits longer for a client that sends its request slowly.',
    scope: 'process',
  }),
  keep_alive_s: number({
    default: 72,
    range: [0.1, 3600],
    unit: 's',
    effect: 'Keeps a connection open for longer after an answer, for the next request.',
    scope: 'process',
  }),
  write_timeout_s: number({
    default: 30,
    range: [0.1, 3600],
    unit: 's',
    effect: 'Waits longer for a client that does not take its answer before the connection is cut.',
    scope: 'process',
  }),
  shutdown_grace_s: number({
    default: 10,
    range: [0, 600],
    unit: 's',
    effect: 'Gives the requests in flight more time to finish when the server is told to stop.',
    scope: 'process',
  }),
});
