import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { barriers } from './browser.ts';
import { visitDashboard } from './dashboard-visit.ts';

let page: Page;
const dashboard = visitDashboard();

async function open(options: BrowserContextOptions = {}): Promise<void> {
  page = await dashboard.newPage({ locale: 'en-US', viewport: { width: 1280, height: 900 }, ...options });
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', 'yes');
  });
  await page.goto(`${dashboard.address}/#/formula`);
}

/** What would be on paper, by the text that is to be seen. */
async function onPaper(): Promise<string> {
  await page.emulateMedia({ media: 'print' });
  const text = await page.locator('body').innerText();
  await page.emulateMedia({ media: 'screen' });
  return text;
}

describe('from a wish to the printed batch sheet', () => {
  it('searches, shows the front, and prints what is chosen on it', async () => {
    await open();
    await page
      .getByRole('textbox', { name: 'The wish' })
      .fill('A fresh citrus scent for summer mornings, with bergamot');
    await page.getByLabel('Effort').selectOption('fast');
    await page.getByRole('button', { name: 'Search formulas' }).click();
    await page.getByRole('heading', { name: 'The front' }).waitFor({ timeout: 60_000 });
    await page.getByText('Bergamot oil (expressed) stands for bergamot.').waitFor();
    expect(await barriers(page)).toEqual([]);

    const points = page.locator('.front-point');
    expect(await points.count()).toBe(await page.locator('.front-row').count());
    await points.nth(1).click();
    await page.getByRole('heading', { name: 'Formula 2', exact: true }).waitFor();
    expect(await page.getByRole('radio', { name: /^Formula 2 / }).isChecked()).toBe(true);
    await page.getByText('Meets the standards of IFRA, amendment 51').waitFor();
    await expect.poll(() => page.locator('.ridge-line').count()).toBeGreaterThan(1);

    await page.getByRole('button', { name: '4 stars' }).click();
    await page.getByText('Kept. Your taste rests on 1 rating.').waitFor();

    await page.getByLabel('Concentrate, in grams').fill('50');
    const sheet = page.locator('#batch-sheet');
    await sheet.getByRole('cell', { name: '50.000' }).waitFor();
    await page.getByRole('button', { name: 'Print the batch sheet' }).click();
    await page.locator('html[data-printed="yes"]').waitFor();
    const paper = await onPaper();
    expect(paper).toContain('Batch sheet: Formula 2');
    expect(paper).toContain('Lot: ___');
    expect(paper).not.toContain('The front');
    expect(paper).not.toContain('Over eight hours');
    const weights = (await sheet.locator('tbody td:nth-child(3)').allTextContents()).map(Number);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(50, 6);
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  }, 120_000);

  it('keeps a changed formula as a version and compares it with the one before', async () => {
    await open();
    await page.locator('.formula-page .wish-list button').first().click();
    await page.getByRole('heading', { name: 'Formula 1', exact: true }).waitFor();
    const parts = page.getByLabel('Parts of Bergamot oil (expressed)');
    await parts.fill('2000');
    await page.getByLabel('What you changed').fill('far more bergamot');
    await page.getByRole('button', { name: 'Check and keep as a new version' }).click();
    await page.getByRole('heading', { name: 'Formula 1, Version 2' }).waitFor();
    await page.getByText('Kept as version 2. far more bergamot').waitFor();
    await page.getByText('Does not meet the standards of IFRA, amendment 51').waitFor();
    await page.getByLabel('Compare with').selectOption({ label: 'Formula 1' });
    const compared = page.locator('.compared');
    await compared.locator('tbody tr').first().getByText('Bergamot oil (expressed)').waitFor();
    expect(await barriers(page)).toEqual([]);
  }, 60_000);

  it('says why it cannot be, and what was wrong', async () => {
    await open();
    await page.route('**/api/formulas', (route) =>
      route.fulfill({
        status: 429,
        json: {
          code: 'FORMULA_JOBS_FULL',
          status: 429,
          detail: 'Too many',
          title: '',
          type: '',
          instance: '1',
        },
      }),
    );
    await page.getByRole('textbox', { name: 'The wish' }).fill('rose');
    await page.getByRole('button', { name: 'Search formulas' }).click();
    await page.getByRole('alert').getByText('FORMULA_JOBS_FULL').waitFor();
    dashboard.faults.splice(0);
  });

  it.each([
    ['ko-KR', 'dark', 390],
    ['ko-KR', 'light', 1280],
    ['en-US', 'dark', 1280],
  ] as const)(
    'is there in %s, %s, %i wide',
    async (locale, colorScheme, width) => {
      await open({ locale, colorScheme, viewport: { width, height: 900 } });
      await page.locator('.formula-page .wish-list button').first().click();
      await page.locator('#batch-sheet').waitFor();
      expect(await barriers(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    },
    60_000,
  );
});
