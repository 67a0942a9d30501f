import type { Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { visitDashboard } from './dashboard-visit.ts';

/** The view of the cache over the real routes: what is seen is what the server did. */
const dashboard = visitDashboard();
let page: Page;

beforeEach(async () => {
  await post('/api/cache/clear', {});
  page = await dashboard.newPage({ locale: 'en-US' });
});

async function post(path: string, body: unknown): Promise<void> {
  const reply = await fetch(`${dashboard.address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(reply.status).toBe(200);
}

const brief = (text: string, mode = 'balanced'): Promise<void> => post('/api/briefs', { text, mode });

async function visit(): Promise<void> {
  await page.goto(`${dashboard.address}/#/cache`);
  await page.locator('.ladder').waitFor();
}
const rung = (level: string): Locator => page.locator(`.rung[data-level=${level}]`);
const entriesOf = async (level: string): Promise<string | null> =>
  rung(level)
    .locator('dt', { hasText: /^Entries$/ })
    .locator('xpath=following-sibling::dd[1]')
    .textContent();
const said = (): Locator => page.locator('.care-said');

describe('the view of the cache', () => {
  it('shows the answers that are kept, and follows them', async () => {
    await brief('a rose in the rain');
    await visit();
    expect(await rung('memory').textContent()).toMatch(/Healthy/);
    expect(await rung('sqlite').textContent()).toMatch(/Healthy/);
    await expect.poll(() => entriesOf('memory'), { timeout: 10_000 }).toBe('1');
    await brief('moss after the rain');
    await expect.poll(() => entriesOf('memory'), { timeout: 10_000 }).toBe('2');
    await expect.poll(() => entriesOf('sqlite'), { timeout: 10_000 }).toBe('2');
  });

  it('removes by pattern what it says, and no more', async () => {
    await brief('a rose in the rain', 'fast');
    await brief('a rose in the rain', 'balanced');
    await visit();
    await page.getByLabel('Invalidate by pattern').fill('fragrance.brief:fast:*');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Yes, remove' }).click();
    await said().getByText('Removed: Memory 1, Disk 1.').waitFor();
    await expect.poll(() => entriesOf('sqlite'), { timeout: 10_000 }).toBe('1');
  });

  it('clears everything, and warms what is popular again', async () => {
    for (let time = 0; time < 3; time++) await brief('cedar and smoke');
    await visit();
    await page.getByRole('button', { name: 'Clear everything' }).click();
    await page.getByRole('button', { name: 'Yes, remove' }).click();
    await said()
      .getByText(/^Removed: Memory 1, Disk 1\.$/)
      .waitFor();
    await expect.poll(() => entriesOf('memory'), { timeout: 10_000 }).toBe('0');
    await page.getByRole('button', { name: 'Warm', exact: true }).click();
    await said()
      .getByText(/^Warmed: [1-9]\d* computed, 0 kept already, 0 not to be kept, 0 failed\.$/)
      .waitFor();
    await expect.poll(() => entriesOf('memory'), { timeout: 10_000 }).not.toBe('0');
  });
});
