import { z } from 'zod';

export const MODES = ['fast', 'balanced', 'creative'] as const;
export const modeSchema = z.enum(MODES).meta({
  id: 'Mode',
  description:
    'fast: the interpreter alone. balanced: the validator as well. creative: creative hints as well.',
});
export type Mode = z.infer<typeof modeSchema>;

export const DEFAULT_MODE: Mode = 'balanced';
