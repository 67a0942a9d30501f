import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './browser.ts';
import { visitDashboard } from './dashboard-visit.ts';

const BIN = fileURLToPath(new URL('../apps/cli/bin/accord.js', import.meta.url));

let folder: string;
let page: Page;

/** Runs of the real commands, in the folder that the server serves. */
async function make(args: readonly string[], knobs: Readonly<Record<string, string>> = {}): Promise<void> {
  const env = { ACCORD_DATA_DIR: folder, ...knobs };
  await promisify(execFile)(process.execPath, [BIN, ...args], { env });
}

const dashboard = visitDashboard({
  prepare: async (given) => {
    folder = given;
  },
});

async function visit(options: BrowserContextOptions = {}): Promise<void> {
  page = await dashboard.newPage({ locale: 'en-US', ...options });
  await page.goto(`${dashboard.address}/#/runs`);
}

const run = (name: string) => page.locator('.run-choice', { hasText: name });
const curves = () => page.locator('.curve-title').allTextContents();

/** How many pixels of a chart have the colour of curves, or of rollbacks. */
const drawn = (chart: number, what: '--curve-line' | '--curve-mark' = '--curve-line'): Promise<number> =>
  page
    .locator('.curve-chart')
    .nth(chart)
    .evaluate((host, name) => {
      const colour = getComputedStyle(host).getPropertyValue(name);
      const wanted = colour.match(/\d+/g)?.map(Number) ?? [];
      const canvas = host.querySelector('canvas');
      // Read from a copy, since reading makes a canvas a slower one.
      const copy = canvas && new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
      if (!copy) return 0;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let pixels = 0;
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255 && wanted.every((part, place) => data[at + place] === part)) pixels += 1;
      return pixels;
    }, what);

describe('searches and trainings', () => {
  it('says how to begin before the first', async () => {
    await visit();
    await page.getByText('Nothing has been trained or searched yet.').waitFor();
    expect(await page.locator('.run-command').allTextContents()).toContain('accord train cartpole');
    expect(await barriers(page)).toEqual([]);
  });

  describe('once there are some', () => {
    beforeAll(async () => {
      // So little tolerance that updates are rolled back.
      const strict = { ACCORD_PPO_ROLLBACK_KL: '0.0005' };
      await make(['train', 'cartpole', '--preset', 'fast', '--steps', '6000', '--seed', '7'], strict);
      await make(['optimize', 'zdt1', '--evaluations', '3000']);
      await make(['train', 'cartpole', '--preset', 'fast', '--seconds', '0.001']);
    }, 120_000);

    it('are listed, and draw the curves of the one that is chosen', async () => {
      await visit();
      await run('zdt1').waitFor();
      expect(await page.title()).toBe('Training · Accord');
      expect(await page.locator('.run-choice .health').allTextContents()).toEqual([
        'Stopped',
        'Finished',
        'Finished',
      ]);
      // The newest is shown, which was stopped before its first step.
      await page.getByText(/^accord train --resume [\w-]+$/).waitFor();

      await run('zdt1').click();
      await page.locator('.curve').first().waitFor();
      expect(await curves()).toEqual(['Hypervolume', 'Front']);
      await run('cartpole').last().click();
      await page.getByText('Explained variance').waitFor();
      expect(await curves()).toEqual([
        'Reward',
        'Entropy',
        'KL divergence',
        'Clip fraction',
        'Explained variance',
      ]);
      await page.getByText(/^Rolled back, where the dashed lines are: [1-9]$/).waitFor();
      await page.getByText(/^the policy jumped: [1-9]$/).waitFor();
      for (const theme of ['Light', 'Dark']) {
        await page.getByRole('radio', { name: theme }).check({ force: true });
        await expect.poll(() => drawn(0)).toBeGreaterThan(100);
        expect(await drawn(0, '--curve-mark')).toBeGreaterThan(10);
      }
      const said = await page.getByRole('img', { name: /^Entropy: from/ }).getAttribute('aria-label');
      expect(said).toMatch(/from 0\.\d+ to 0\.\d+; least 0\.\d+, most 0\.\d+$/);

      await page.locator('.curve-chart').first().hover();
      await page
        .locator('.curve-value', { hasText: /at \d,\d{3}/ })
        .nth(4)
        .waitFor();
      await page.getByText('Every point in figures').click();
      await expect.poll(() => page.locator('.points tbody tr').count()).toBe(12);
      await page.getByText('All that it was made with').click();
      await page.getByText('rollout_steps').waitFor();
    });

    it('follows a run that goes on', async () => {
      await visit();
      const first = run('cartpole').first();
      await first.waitFor();
      const said = await page.locator('.run-command').textContent();
      const id = said?.split(' ').at(-1) ?? '';
      await make(['train', '--resume', id]);
      await first.locator('.health', { hasText: 'Finished' }).waitFor();
      await page.getByText('Explained variance').waitFor();
      expect(await page.locator('.run-command').count()).toBe(0);
    }, 60_000);

    describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
      it.each([
        ['ko-KR', 320],
        ['en-US', 1440],
      ] as const)('%s at %d pixels fits and has no barrier that axe finds', async (locale, width) => {
        await visit({ locale, colorScheme, viewport: { width, height: 900 } });
        await run('cartpole').last().click();
        await page.locator('.curve').nth(4).waitFor();
        for (const more of await page.locator('.run-more summary').all()) await more.click();
        const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(excess).toBeLessThanOrEqual(0);
        expect(await barriers(page)).toEqual([]);
        expect(await drawn(0)).toBeGreaterThan(100);
      });
    });
  });
});
