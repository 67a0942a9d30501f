import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AccordServer, startAccord } from './accord-server.ts';
import { barriers, faultsOf, launchBrowser } from './browser.ts';
import { CACHE_STATS } from './operations-replies.ts';
import { EVIDENCE } from './similar-replies.ts';

let server: AccordServer;
let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  server = await startAccord();
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

afterEach(async () => {
  await page.context().close();
  expect(faults).toEqual([]);
});

/** The cache's view, with the evidence that the test sets; of the real server where it sets none. */
async function open(options: BrowserContextOptions, evidence?: unknown): Promise<void> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  page = await context.newPage();
  faults = faultsOf(page, server.address);
  await page.route('**/api/cache/stats', (route) => route.fulfill({ json: CACHE_STATS }));
  if (evidence !== undefined) {
    await page.route('**/api/cache/verify', (route) =>
      route.request().method() === 'GET' ? route.fulfill({ json: evidence }) : route.fallback(),
    );
  }
  await page.goto(`${server.address}/#/cache`);
  await page.locator('.similar-mode').waitFor();
}

describe('similar questions', () => {
  it('of the real server say what is promised before anything was looked up', async () => {
    await open({ locale: 'en-US' });
    const told = await page.locator('.similar').textContent();
    expect(told).toMatch(/Observing.*At most 2% may be wrong.*95% confidence.*takes \d{3} checks/);
    expect(told).toContain('No similar question was looked for yet');
  });

  it('show the bound, the histogram with the threshold, and the curve', async () => {
    await open({ locale: 'en-US' }, EVIDENCE);
    const told = await page.locator('.similar-scope').textContent();
    expect(told).toMatch(/fragrance\.brief, tenant local.*Proven.*Wrong at most1\.7%.*312.*0 wrong/);
    await page.getByRole('img', { name: '312 of 476 look-ups found a question' }).waitFor();
    await page.getByRole('img', { name: 'The bound went from 41% to 1.7%; 2% is allowed.' }).waitFor();
    expect(await page.locator('.similar-bar-above').count()).toBe(5);
  });

  it('name near-misses with the guard that refused them', async () => {
    await open({ locale: 'ko-KR' }, EVIDENCE);
    const misses = page.getByRole('region', { name: '최근 아깝게 빗나간 것' });
    expect(await misses.textContent()).toMatch(
      /0\.91.*한쪽이 부정함.*바닐라를 뺀 장미 향.*바닐라를 넣은 장미 향/,
    );
  });

  it('take a verdict by thumb', async () => {
    await open({ locale: 'en-US' }, EVIDENCE);
    const sent: unknown[] = [];
    await page.route('**/api/cache/verify', (route) => {
      if (route.request().method() === 'GET') {
        const [first, ...rest] = EVIDENCE.checks;
        const verdict = sent.length > 0 ? { source: 'person', wrong: true } : null;
        return route.fulfill({ json: { ...EVIDENCE, checks: [{ ...first, verdict }, ...rest] } });
      }
      sent.push(route.request().postDataJSON());
      return route.fulfill({ json: { ...EVIDENCE.checks[0], verdict: { source: 'person', wrong: true } } });
    });
    const check = page.locator('[data-check="41"]');
    expect(await check.textContent()).toMatch(/Served.*Waits for a verdict/);
    await check.getByRole('button', { name: 'The kept answer is wrong' }).click();
    await check.getByText('Wrong (by a person)').waitFor();
    expect(sent).toEqual([{ id: 41, verdict: 'wrong' }]);
    expect(
      await check.getByRole('button', { name: 'The kept answer is wrong' }).getAttribute('aria-pressed'),
    ).toBe('true');
  });

  it.each([
    ['light', 320],
    ['light', 1440],
    ['dark', 320],
    ['dark', 1440],
  ] as const)(
    'in %s at %d pixels fit and have no barrier that axe finds',
    async (colorScheme, width) => {
      await open({ locale: 'ko-KR', colorScheme, viewport: { width, height: 900 } }, EVIDENCE);
      for (const details of await page.locator('.similar details summary').all()) await details.click();
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond).toBeLessThanOrEqual(0);
      expect(await barriers(page)).toEqual([]);
    },
    60_000,
  );
});
