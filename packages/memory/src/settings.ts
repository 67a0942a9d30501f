import type { KnobValues } from '@accord/knobs';
import type { memoryKnobs } from './knobs.ts';

type MemoryKnobs = KnobValues<typeof memoryKnobs>;

/** The settings of the preset that was chosen. */
export interface MemorySettings
  extends Omit<MemoryKnobs, 'level' | 'pack_level' | 'l1_bytes' | 'keys' | 'key_file' | 'classes_file'> {
  readonly level: number;
  readonly packLevel: number;
  readonly l1Bytes: number;
}

export function settingsOf(knobs: Omit<MemoryKnobs, 'keys' | 'key_file' | 'classes_file'>): MemorySettings {
  const { level, pack_level: packLevel, l1_bytes: l1Bytes, ...rest } = knobs;
  const { preset } = knobs;
  return { ...rest, level: level[preset], packLevel: packLevel[preset], l1Bytes: l1Bytes[preset] };
}
