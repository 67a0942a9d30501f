import { readFileSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { barriers } from './browser.ts';
import { visitDashboard } from './dashboard-visit.ts';

let page: Page;
const dashboard = visitDashboard();

async function open(options: BrowserContextOptions = {}): Promise<void> {
  page = await dashboard.newPage({ locale: 'en-US', viewport: { width: 1280, height: 900 }, ...options });
  await page.goto(`${dashboard.address}/#/formula`);
}

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

const MATERIALS =
  'name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa,families\nMoon musk,,synthetic,달먼지,yes,258.4,0.01,musk:1\n';
const STOCK = 'material,supplier,usd_per_kg,grams,Where\nBergamot,A,60,1,cellar\nMoon musk,B,80,\n';

const part = (name: string) => page.getByRole('region', { name, exact: true });

/** Opens the shelf as who has no mouse would. */
async function openShelf(title = 'My shelf'): Promise<void> {
  const summary = page.locator('.shelf > summary');
  await summary.getByText(title).waitFor();
  await summary.focus();
  await page.keyboard.press('Enter');
}

/** Picks a file by the keyboard alone. */
async function upload(section: string, file: ReturnType<typeof csv>): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await part(section)
    .getByRole('button', { name: `Upload CSV: ${section}` })
    .focus();
  await page.keyboard.press('Enter');
  await (await choosing).setFiles(file);
}

describe('the shelf', () => {
  it('is filled, looked at, taken home and undone, by the keyboard', async () => {
    await open();
    await openShelf();
    const [materials, stock] = ['Materials of my own', 'Stock and prices'];
    await part(stock).getByText('Nothing is kept yet.').waitFor();
    await upload(materials, csv('own.csv', MATERIALS));
    await part(materials).getByText('Kept: 1 row.').waitFor();
    await upload(stock, csv('stock.csv', STOCK));
    await part(stock).getByText('These columns are not kept: Where.').waitFor();
    await part(stock).getByRole('row', { name: 'Bergamot oil (expressed) A 60 1' }).waitFor();
    await page.getByText('1 material of your own, 2 in stock').waitFor();
    expect(await barriers(page)).toEqual([]);

    const saving = page.waitForEvent('download');
    await part(stock).getByRole('button', { name: 'Download CSV' }).press('Enter');
    const file = await saving;
    expect(file.suggestedFilename()).toBe('stock.csv');
    expect(readFileSync(await file.path(), 'utf8')).toBe(
      'material,supplier,usd_per_kg,grams\nBergamot oil (expressed),A,60,1\nMoon musk,B,80,\n',
    );

    await part(stock).getByRole('button', { name: 'Take all away' }).press('Enter');
    await part(stock).getByText('Nothing is kept yet.').waitFor();
    await part(stock).getByRole('button', { name: 'Undo' }).press('Enter');
    await part(stock).getByText('It is as it was before.').waitFor();
    await part(stock).getByRole('row', { name: 'Moon musk B 80' }).waitFor();
  }, 60_000);

  it('says which row cannot be read, and stays as it was', async () => {
    await open();
    await openShelf();
    const stock = part('Stock and prices');
    await upload('Stock and prices', csv('stock.csv', STOCK.replace('80', 'free')));
    await stock.getByRole('alert').getByText('row 3, Moon musk: free is no number').waitFor();
    await stock.getByText('Nothing was changed.').waitFor();
    await stock.getByRole('row', { name: 'Moon musk B 80' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    dashboard.faults.splice(0);
  });

  it('is what a formula is costed by and weighed against', async () => {
    await open();
    await page
      .getByRole('textbox', { name: 'The wish' })
      .fill('A fresh citrus scent for summer mornings, with bergamot');
    await page.getByLabel('Effort').selectOption('fast');
    await page.getByRole('button', { name: 'Search formulas' }).click();
    await page.getByRole('heading', { name: 'The front' }).waitFor({ timeout: 60_000 });

    await page.getByText(/^At least \$[\d.]+ for a kilogram of concentrate/).waitFor();
    await page.getByLabel('Concentrate, in grams').fill('5000');
    await page
      .getByText(/^Too little in stock: Bergamot oil \(expressed\), [\d.]+ g needed, 1 g there\./)
      .waitFor();
    await page.getByText(/^Costs at least \$/).waitFor();
  }, 90_000);
});

describe('two variations beside each other', () => {
  it('teach the taste, one choice after another', async () => {
    await open();
    await page.locator('.formula-page .wish-list button').first().click();
    const pair = part('This one or that one');
    await pair.getByText('Nothing is known of your taste yet.').waitFor();
    const sides = pair.locator('.pair-side');
    expect(await sides.count()).toBe(2);
    const names = await sides.locator('h3').allTextContents();
    expect(new Set(names).size).toBe(2);

    for (let choices = 1; choices <= 3; choices += 1) {
      await sides
        .first()
        .getByRole('button', { name: /is better$/ })
        .press('Enter');
      const said = `Your taste rests on ${choices} ${choices === 1 ? 'rating' : 'ratings'}.`;
      await pair.getByText(said).waitFor();
      await pair
        .getByText(
          /It is \d+ % sure of what you would prefer among these\. Before this choice it was \d+ %\./,
        )
        .waitFor();
    }
    const sure = Number(/It is (\d+) % sure/.exec((await pair.getByRole('status').textContent()) ?? '')?.[1]);
    expect(sure).toBeGreaterThan(0);

    await page.getByRole('button', { name: '4 stars' }).click();
    await pair.getByText('Your taste rests on 4 ratings.').waitFor();
    expect(await barriers(page)).toEqual([]);
  }, 60_000);

  it('are those that the person picks', async () => {
    await open();
    await page.locator('.formula-page .wish-list button').first().click();
    const sides = part('This one or that one').locator('.pair-side');
    const second = (await sides.nth(1).locator('h3').textContent()) ?? '';
    const select = sides.first().getByLabel('Variation');
    const choices = await select.locator('option').allTextContents();
    expect(choices).not.toContain(second);
    const last = choices.at(-1) ?? '';
    await select.selectOption({ label: last });
    await sides.first().getByRole('heading', { name: last, exact: true }).waitFor();
    await sides
      .first()
      .getByRole('button', { name: `${last} is better` })
      .waitFor();
    expect(await sides.nth(1).locator('h3').textContent()).toBe(second);
  }, 60_000);

  it.each([
    ['ko-KR', 'dark', 390],
    ['ko-KR', 'light', 1280],
    ['en-US', 'dark', 1280],
    ['en-US', 'light', 390],
  ] as const)(
    'are there in %s, %s, %i wide, and so is the shelf',
    async (locale, colorScheme, width) => {
      await open({ locale, colorScheme, viewport: { width, height: 900 } });
      await openShelf(locale === 'ko-KR' ? '내 선반' : 'My shelf');
      await page.locator('.shelf-table').nth(1).waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.locator('.formula-page .wish-list button').first().click();
      await page.locator('.pair-side').nth(1).waitFor();
      expect(await barriers(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    },
    60_000,
  );
});
