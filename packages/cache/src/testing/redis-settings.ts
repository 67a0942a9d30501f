/** Limits that are short, so that a test of what happens beyond them is. */
export const REDIS_SETTINGS = {
  url: '',
  cluster: false,
  prefix: 'test:',
  timeout_ms: 1000,
  connect_timeout_ms: 1000,
  probe_ms: 20,
  max_entry_bytes: 64 * 1024,
  usage_every_ms: 0,
  member_lease_ms: 500,
  announce_timeout_ms: 5000,
  log_limit: 100,
  flight_lease_ms: 300,
  flight_keep_ms: 2000,
  flight_limit_bytes: 64 * 1024,
};
