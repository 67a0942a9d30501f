export const WRITING_KNOBS = {
  max_bytes: 8 * 2 ** 20,
  max_entry_bytes: 2 ** 20,
  busy_timeout_ms: 5,
  give_up_ms: 10_000,
  batch_limit: 128,
  waiting_limit: 10_000,
  retry_ms: 100,
};

/** The one right value of a name that was written the given time: of any size, so that torn ones would show. */
export function valueOf(name: string, count: number): string {
  return JSON.stringify({ name, count, filling: `${name}-${count} `.repeat((count * 7) % 900) });
}
