import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '@accord/kernel';
import { afterAll, beforeAll } from 'vitest';
import { llamaCppKnobs } from '../knobs.ts';
import { describeEngine } from '../testing.ts';
import { writeTinyModel } from '../testing/tiny-model.ts';
import { llamaCppEngine } from './llama-cpp.ts';

let folder: string;
let modelPath: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-llama-'));
  modelPath = join(folder, 'tiny.gguf');
  writeTinyModel(modelPath);
});
afterAll(() => rmSync(folder, { recursive: true }));

const knobs = { quantisation: 'fp16', context_size: 1024, contexts: 2, threads: 1, prompt_batch: 32, waiting_limit: 16, wait_ms: 5000 } as const;

describeEngine('llama-cpp', { capabilities: ['generate', 'stream', 'embed'], remote: false }, async () => {
  const engine = llamaCppEngine({ name: 'llama-cpp', modelPath, knobs, rng: createRng(1) });
  return { engine, close: () => engine.close() };
});
