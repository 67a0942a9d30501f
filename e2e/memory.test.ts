import { openAccord } from '@accord/host';
import { serverKnobs } from '@accord/server/declarations';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { barriers } from './browser.ts';
import { visitDashboard } from './dashboard-visit.ts';
import { BROKEN_PROOF, MEMORY_STATS } from './memory-replies.ts';

let page: Page;

/** A server that remembers three things. */
const dashboard = visitDashboard({
  async prepare(folder) {
    const accord = await openAccord({
      env: { ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent' },
      appKnobs: [serverKnobs],
    });
    for (const at of [1, 2, 3])
      await accord.memory.remember('local', { class: 'chat', key: `k${at}`, text: `moss ${at} `.repeat(40) });
    await accord.close();
  },
});

async function visit(options: BrowserContextOptions, stats?: object, proof?: object): Promise<void> {
  page = await dashboard.newPage(options);
  const standIn = async (path: string, json: object | undefined): Promise<void> => {
    if (json !== undefined) await page.route(path, (route) => route.fulfill({ json }));
  };
  await standIn('**/api/v1/memory/stats', stats);
  await standIn('**/api/v1/memory/verify', proof);
  await page.goto(`${dashboard.address}/#/memory`);
}

describe('the memory', () => {
  it('is shown as it is, and its ledger is proved when a person asks', async () => {
    await visit({ locale: 'en-US' });
    const classes = page.getByRole('table', { name: 'By class and tier' });
    await classes.waitFor();
    expect(await page.title()).toBe('Memory · Accord');
    expect(await classes.getByRole('row').nth(1).textContent()).toMatch(
      /^ChatL2, one by one · 3 contents.*×$/,
    );
    await page.getByRole('button', { name: 'Prove it now' }).click();
    await page.getByText('All holds').waitFor();
    expect(await page.locator('.books').last().textContent()).toMatch(
      /local.*3 records, 3 contents, 3 events/,
    );
  });

  it('is shown by class, size and age, with its dictionaries', async () => {
    await visit({ locale: 'en-US' }, MEMORY_STATS);
    await page.getByRole('table', { name: 'By class and tier' }).waitFor();
    expect(await page.locator('.headline-figures').textContent()).toMatch(
      /3\.89×.*18,204.*12\.6%.*11 contents, 5 in the largest group, of 120.*402\.1 kB/,
    );
    const sizes = page.getByRole('table', { name: 'By size of a content' });
    expect(await sizes.getByRole('row').allTextContents()).toEqual([
      'SizeKeptRatio',
      expect.stringMatching(/^to 256 bytes4,100 contents380 kB1\.61×$/),
      expect.stringMatching(/^to 1,024 bytes9,800 contents812 kB5\.17×$/),
      expect.stringMatching(/^to 4,096 bytes2,011 contents/),
      expect.stringMatching(/^larger0 contents.*–$/),
    ]);
    const ages = page.getByRole('table', { name: 'By age' });
    expect(await ages.getByRole('row').last().textContent()).toMatch(
      /^over 90 days12,789 contents1\.2 MB6\.73×$/,
    );
    const dictionaries = page.getByRole('region', { name: 'Dictionaries' });
    expect(await dictionaries.textContent()).toMatch(/Chat Dictionary 3391 kB.*Legal Dictionary 1/);
  });

  it('says before the first record what will appear, in Korean too', async () => {
    const nothing = { ...MEMORY_STATS, records: 0, contents: 0, tiers: [], dictionaries: [] };
    await visit({ locale: 'ko-KR' }, nothing);
    await page.getByText('아직 기억한 것이 없습니다.').waitFor();
    expect(await page.locator('.memory-table').count()).toBe(0);
  });
});

describe.each(['light', 'dark'] as const)('in %s, narrow and wide', (colorScheme) => {
  it.each([
    ['ko-KR', 320],
    ['en-US', 1440],
  ] as const)('%s at %d pixels fits and has no barrier that axe finds', async (locale, width) => {
    await visit({ locale, colorScheme, viewport: { width, height: 900 } }, MEMORY_STATS, BROKEN_PROOF);
    await page.locator('.memory-table').first().waitFor();
    await page.locator('.proof-ask').click();
    await page.locator('.proof-findings').waitFor();
    expect(await page.locator('.health-unhealthy').count()).toBe(1);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(excess).toBeLessThanOrEqual(0);
    expect(await barriers(page)).toEqual([]);
  });
});
