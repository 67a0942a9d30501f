import { resolveKnobs } from '@accord/knobs';
import { describe, expect, it } from 'vitest';
import { chooseDevice, computeKnobs, type Devices } from './device-choice.ts';

const gpu = (index: number, gigabytes: number) => ({
  index,
  name: `card ${index}`,
  memoryBytes: gigabytes * 1e9,
  freeBytes: gigabytes * 1e9,
});
const BARE: Devices = { cores: 4, gpus: [], tpus: 0 };
const TWO_CARDS: Devices = { cores: 32, gpus: [gpu(0, 80), gpu(1, 80)], tpus: 0 };

const choose = (devices: Devices, set: Readonly<Record<string, unknown>> = {}) => {
  const layer = { origin: 'test', values: new Map(Object.entries(set)) };
  return chooseDevice(devices, resolveKnobs([computeKnobs], [layer]).of(computeKnobs), 10);
};

describe('chooseDevice', () => {
  it('takes the processor where there is nothing else', () => {
    expect(choose(BARE)).toEqual({
      device: 'cpu',
      why: ['no GPU was found'],
      gpus: [],
      batch: { cpu: 10, gpu: 0, tpu: 0 },
    });
  });

  it('takes the GPUs, and larger batches for larger memory', () => {
    expect(choose(TWO_CARDS)).toMatchObject({ device: 'gpu', gpus: [0, 1], batch: { cpu: 20, gpu: 160 } });
    expect(choose({ ...TWO_CARDS, gpus: [gpu(0, 8)] }).batch.gpu).toBe(40);
  });

  it('takes a TPU only where it may', () => {
    const devices = { ...TWO_CARDS, tpus: 4 };
    expect(choose(devices).device).toBe('gpu');
    expect(choose(devices, { 'compute.allow_tpu': true })).toMatchObject({
      device: 'tpu',
      batch: { tpu: 1280 },
    });
    expect(choose(devices, { 'compute.prefer': 'tpu' }).device).toBe('tpu');
  });

  it('keeps to the GPUs that are named, and says which are not there', () => {
    const choice = choose(TWO_CARDS, { 'compute.gpus': '1, 7' });
    expect(choice).toMatchObject({ gpus: [1], batch: { gpu: 80 } });
    expect(choice.why).toContain('compute.gpus names 7, and there is no such GPU');
  });

  it('says that what is preferred is not there', () => {
    const choice = choose(BARE, { 'compute.prefer': 'gpu' });
    expect(choice.device).toBe('cpu');
    expect(choice.why[0]).toBe('compute.prefer is gpu, and there is none to be used');
  });
});
