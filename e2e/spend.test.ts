import { openAccord } from '@accord/host';
import { serverKnobs } from '@accord/server/declarations';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { barriers } from './browser.ts';
import { visitDashboard } from './dashboard-visit.ts';
import { BALANCE, NO_SPEND, spendOf } from './spend-replies.ts';

let adminKey: string;
let userKey: string;
let page: Page;

/** A server that asks for keys, with one of each role. */
const dashboard = visitDashboard({
  env: { ACCORD_SERVER_REQUIRE_KEY: 'true' },
  async prepare(folder) {
    const accord = await openAccord({
      env: { ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent' },
      appKnobs: [serverKnobs],
    });
    const { keys } = accord.accounts;
    adminKey = (await keys.create({ tenant: 'local', role: 'admin', name: 'operator' })).secret;
    userKey = (await keys.create({ tenant: 'acme', role: 'user', name: 'storefront' })).secret;
    await accord.close();
  },
});

async function open(options: BrowserContextOptions = {}): Promise<void> {
  page = await dashboard.newPage({ locale: 'en-US', ...options });
}

/** With the key already entered in this tab. */
async function openKnown(options: BrowserContextOptions = {}, key = adminKey): Promise<void> {
  await open(options);
  await page.addInitScript((entered) => sessionStorage.setItem('accord.key', entered), key);
}

const visit = (view: string): Promise<unknown> => page.goto(`${dashboard.address}/#/${view}`);

/** The browser itself logs each refusal; they are part of what is tested. */
function refusals(): string[] {
  const said = dashboard.faults.splice(0);
  expect(said.every((fault) => /status of 40[13]/.test(fault))).toBe(true);
  return said;
}

async function standIn(spend: (address: string) => object = spendOf): Promise<void> {
  await page.route('**/api/ledger/spend?*', (route) => route.fulfill({ json: spend(route.request().url()) }));
  await page.route('**/api/ledger/balance', (route) => route.fulfill({ json: BALANCE }));
}

describe('a server that asks for keys', () => {
  it('is told the key on the page, in any view, and asks no more in this tab', async () => {
    await open();
    await visit('spend');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('This server asks for a key.');
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Key of this server').fill('accord_wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The server does not know this key').waitFor();
    await page.getByLabel('Key of this server').fill(adminKey);
    await page.keyboard.press('Enter');
    await page.getByText('No model was asked in this time.').waitFor();
    await page.locator('.health', { hasText: 'Balanced' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.locator('.key-in-use code').textContent()).toBe(adminKey.slice(0, 23));
    expect(refusals().length).toBeGreaterThan(0);

    await visit('cache');
    await page.locator('.ladder').waitFor();
    await page.reload();
    await page.locator('.ladder').waitFor();
    const kept = await page.evaluate(() => [...Object.values(localStorage), document.cookie].join());
    expect(kept).not.toContain(adminKey.slice(24));
  });

  it('forgets the key when it is told to, and with the tab', async () => {
    await openKnown();
    await visit('modes');
    await page.locator('.mode-sheet').first().waitFor();
    await page.getByRole('button', { name: 'Forget it' }).click();
    await page.getByText('This server asks for a key.').waitFor();
    expect(await page.evaluate(() => sessionStorage.getItem('accord.key'))).toBeNull();
    refusals();
  });

  it('reads a wish once it has the key', async () => {
    await open();
    await visit('');
    await page.locator('#wish').fill('a rose in the rain');
    await page.locator('#wish').press('Control+Enter');
    await page.getByLabel('Key of this server').fill(userKey);
    await page.keyboard.press('Enter');
    await page.locator('.sheet').waitFor();
    refusals();
  });

  it('says what takes another key', async () => {
    await openKnown({}, userKey);
    await visit('spend');
    await page.getByText('This key may not see or do that').waitFor();
    expect(await page.getByLabel('Key of this server').count()).toBe(0);
    refusals();
  });
});

describe('the spend', () => {
  it('is shown by day, by key and by model, with the balance of the books', async () => {
    await openKnown();
    await standIn();
    await visit('spend');
    const keys = page.getByRole('table', { name: 'By key' });
    await keys.waitFor();
    expect(await page.title()).toBe('Spend · Accord');
    expect(await page.locator('.headline-figures').textContent()).toMatch(/\$14\.20.*4,821.*33\.4%.*3/);
    expect(await keys.getByRole('row').allTextContents()).toEqual([
      'KeyCallsCost',
      expect.stringMatching(/^Storefront of acme.*tokens in.*1,400 from the cache3,011\$9\.10$/),
      expect.stringMatching(/^fedcba9876543210 of atelier-seoul.*3 estimated1,788\$5\.10$/),
      expect.stringMatching(/^Without a key, on this machine.*22\$0$/),
    ]);
    const models = page.getByRole('table', { name: 'By model' });
    expect(await models.getByRole('row').nth(2).textContent()).toMatch(/Qwen2\.5-7B-Instruct.*<\$0\.000001$/);
    expect(await page.locator('.day-columns span').count()).toBe(30);
    await page.getByText('Every day in figures').click();
    expect(await page.getByRole('table', { name: 'By day' }).getByRole('row').count()).toBe(5);
    const books = page.getByRole('region', { name: 'The books' });
    expect(await books.textContent()).toMatch(/Balanced.*Spent.*\$14\.203918250001.*−\$14\.203918250001/);
  });

  it('is asked for over as many days as are chosen', async () => {
    await openKnown();
    await standIn();
    await visit('spend');
    await page.getByRole('table', { name: 'By key' }).waitFor();
    const asked = page.waitForRequest((request) => request.url().includes('by=model'));
    await page.getByRole('radio', { name: '7 days' }).check({ force: true });
    const from = new URL((await asked).url()).searchParams.get('from') ?? '';
    expect(Math.round((Date.now() - Date.parse(from)) / 86_400_000)).toBeGreaterThanOrEqual(6);
    expect(Math.round((Date.now() - Date.parse(from)) / 86_400_000)).toBeLessThanOrEqual(7);
  });

  it('says so when the books do not balance', async () => {
    await openKnown();
    await standIn();
    await page.route('**/api/ledger/balance', (route) =>
      route.fulfill({ json: { ...BALANCE, balanced: false, sum_usd: '-0.000000000001' } }),
    );
    await visit('spend');
    await page.getByText('Out of balance by −$0.000000000001').waitFor();
  });

  it('says before the first call what will appear', async () => {
    await openKnown({ locale: 'ko-KR' });
    await standIn(() => NO_SPEND);
    await visit('spend');
    await page.getByText('이 기간에는 모델을 부르지 않았습니다.').waitFor();
    expect(await page.locator('.day-columns').count()).toBe(0);
  });
});

describe.each(['light', 'dark'] as const)('in %s, narrow and wide', (colorScheme) => {
  it.each([
    ['ko-KR', 320],
    ['en-US', 1440],
  ] as const)('%s at %d pixels fits and has no barrier that axe finds', async (locale, width) => {
    await openKnown({ locale, colorScheme, viewport: { width, height: 900 } });
    await standIn();
    await visit('spend');
    await page.locator('.spend-table').first().waitFor();
    await page.locator('summary').click();
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(excess).toBeLessThanOrEqual(0);
    expect(await barriers(page)).toEqual([]);
  });
});
