import { defineKnobs, integer, number, text } from '@accord/knobs';

export const serverKnobs = defineKnobs('server', {
  host: text({
    default: '127.0.0.1',
    maxLength: 253,
    effect: 'Listens on another address. Anyone who reaches it can use Accord, which asks for no key yet.',
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
  request_timeout_s: number({
    default: 30,
    range: [1, 3600],
    unit: 's',
    effect: 'Waits longer for a client that sends its request slowly.',
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
