import { deviceReportSchema } from '@accord/contract';
import { computeKnobs } from '@accord/engine';
import { resolveKnobs } from '@accord/knobs';
import { describe, expect, it } from 'vitest';
import { deviceReport, gpusIn } from './device.ts';

describe('the report of the devices', () => {
  it('is of this machine, in the words of the contract', async () => {
    const report = deviceReportSchema.parse(await deviceReport(resolveKnobs([computeKnobs], []), 3));
    expect(report.cpu.cores).toBeGreaterThan(0);
    expect(report.memory.free_bytes).toBeLessThanOrEqual(report.memory.total_bytes);
    expect(report.batch.base).toBe(3);
  });

  it("reads the driver's lines, and does without what it does not know", () => {
    const text =
      '0, NVIDIA H100 80GB HBM3, 81559, 80992\n1, NVIDIA GB10, [N/A], [N/A]\n\nNo devices were found\n';
    expect(gpusIn(text)).toEqual([
      { index: 0, name: 'NVIDIA H100 80GB HBM3', memoryBytes: 81559 * 2 ** 20, freeBytes: 80992 * 2 ** 20 },
      { index: 1, name: 'NVIDIA GB10', memoryBytes: 0, freeBytes: 0 },
    ]);
  });
});
