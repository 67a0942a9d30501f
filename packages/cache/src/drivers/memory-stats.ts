import type { CounterName, MemoryReport, StatsStore } from '../stats-store.ts';
import { MEMORY_REPORT_LIFE_MS } from '../stats-store.ts';

/** Statistics that end with the process: for a process without a data folder. */
export function memoryStats(): StatsStore {
  const counts: Partial<Record<CounterName, number>> = {};
  const reports = new Map<string, MemoryReport>();
  return {
    add({ reporter, counts: added, memory }) {
      for (const [name, value] of Object.entries(added)) {
        counts[name as CounterName] = (counts[name as CounterName] ?? 0) + value;
      }
      reports.set(reporter, memory);
    },
    read(now) {
      const living = [...reports.values()].filter(({ at }) => now - at < MEMORY_REPORT_LIFE_MS);
      const sum = (part: 'entries' | 'bytes'): number =>
        living.reduce((total, report) => total + report[part], 0);
      return { counts: { ...counts }, memory: { entries: sum('entries'), bytes: sum('bytes') } };
    },
    leave(reporter) {
      reports.delete(reporter);
    },
    close: () => undefined,
  };
}
