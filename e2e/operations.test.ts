import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { barriers } from './browser.ts';
import { visitDashboard } from './dashboard-visit.ts';
import { CACHE_STATS, EMPTY_STATS, MODES, trouble } from './operations-replies.ts';

const dashboard = visitDashboard();
let page: Page;

beforeEach(() => open({ locale: 'en-US' }));

/** A page whose replies about the cache and the modes are set by the test. */
async function open(options: BrowserContextOptions, stats: unknown = CACHE_STATS): Promise<void> {
  page = await dashboard.newPage(options);
  await page.route('**/api/cache/stats', (route) => route.fulfill({ json: stats }));
  await page.route('**/api/modes', (route) => route.fulfill({ json: MODES }));
}

const visit = (view: string): Promise<unknown> => page.goto(`${dashboard.address}/#/${view}`);
const rung = (level: string): Locator => page.locator(`.rung[data-level=${level}]`);

async function read(wish: string): Promise<void> {
  await page.locator('#wish').fill(wish);
  await page.locator('#wish').press('Control+Enter');
  await page.locator('.step-bars').waitFor();
}

describe('views', () => {
  it('are addresses: linked to, gone back from, and the brief is still there', async () => {
    await visit('');
    await read('a rose in the rain');
    await page.getByRole('link', { name: 'Cache', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'What the cache answers' }).waitFor();
    expect(await page.title()).toBe('Cache · Accord');
    await page.getByRole('link', { name: 'Modes', exact: true }).click();
    await page.locator('.mode-sheet').first().waitFor();
    await page.goBack();
    await page.locator('.ladder').waitFor();
    await page.goBack();
    expect(await page.locator('.wish-read').textContent()).toBe('a rose in the rain');
    expect(await page.locator('.views [aria-current=page]').textContent()).toBe('Brief');
  });

  it('are kept by the skip link', async () => {
    await visit('cache');
    await page.locator('.ladder').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(new URL(page.url()).hash).toBe('#/cache');
  });
});

describe('the story of a decision', () => {
  it('of the real server tells what was asked, who answered, and what it took', async () => {
    await visit('');
    await read('a rose in the rain');
    const told = await page.locator('.story li').allTextContents();
    expect(told[0]).toBe('A brief in Balanced mode was asked for.');
    expect(told.join(' ')).toMatch(/The interpreter answered by rules\..*The validator answered by rules\./);
    expect(told.at(-1)).toMatch(/^It took .* and cost \$0\./);
    expect(await page.locator('.banner').count()).toBe(0);
  });

  it('of a troubled request says plainly what was refused and failed, in order, on one axis', async () => {
    await trouble(page);
    await visit('');
    await read('a rose in the rain');
    expect(await page.locator('.banner').textContent()).toContain('its creative role is down');
    const told = (await page.locator('.story li').allTextContents()).join('\n');
    expect(told).toMatch(
      /Creative was refused[^]*Balanced was refused[^]*Fast was taken[^]*failed after 803 milliseconds[^]*said by a newer server[^]*stood in[^]*Reliability is low[^]*950 milliseconds/,
    );
    const [, failed, after] = await page
      .locator('.step-bar')
      .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect()));
    expect(failed?.width).toBeGreaterThan((after?.width ?? 0) * 10);
    expect(after?.left).toBeGreaterThanOrEqual((failed?.right ?? 0) - 3);
  });
});

describe('the cache', () => {
  it('shows each level with its health, and the totals', async () => {
    await visit('cache');
    await page.locator('.ladder').waitFor();
    expect(await page.locator('.headline-figures').textContent()).toMatch(/71\.3%.*1\.5 hr.*\$0\.1842.*16/);
    expect(await rung('memory').textContent()).toMatch(/L1Memory.*Healthy.*50%/);
    expect(await rung('redis').textContent()).toMatch(/L3Redis.*Down.*ECONNREFUSED.*Skipped156/);
  });

  it('is live while it is looked at', async () => {
    await visit('cache');
    await page.locator('.ladder').waitFor();
    await page.route('**/api/cache/stats', (route) =>
      route.fulfill({ json: { ...CACHE_STATS, joined: 4321 } }),
    );
    await page.getByText('4,321').waitFor();
  });

  it('asks nothing while it is hidden, and goes on when it is seen again', async () => {
    let asked = 0;
    await page.route('**/api/cache/stats', (route) => {
      asked += 1;
      return route.fulfill({ json: CACHE_STATS });
    });
    const turn = (state: 'hidden' | 'visible'): Promise<void> =>
      page.evaluate((visibilityState) => {
        Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
        dispatchEvent(new Event('visibilitychange'));
      }, state);
    await visit('cache');
    await page.locator('.ladder').waitFor();
    await turn('hidden');
    const before = asked;
    await page.waitForTimeout(4500);
    expect(asked).toBe(before);
    await turn('visible');
    await page.waitForRequest('**/api/cache/stats');
  });

  it('says before the first look-up what will appear, and how a third level is had', async () => {
    await open({ locale: 'ko-KR' }, EMPTY_STATS);
    await visit('cache');
    await page.getByText('아직 조회한 적이 없습니다').waitFor();
    expect(await page.locator('.headline-figures').count()).toBe(0);
    expect(await rung('redis').textContent()).toContain('ACCORD_CACHE_REDIS_URL');
  });

  it('asks before it removes, and says what was removed', async () => {
    const sent: unknown[] = [];
    await page.route('**/api/cache/invalidate', (route) => {
      sent.push(route.request().postDataJSON());
      return route.fulfill({
        json: { removed: { memory: 3, sqlite: 5 }, unreached: [{ where: 'redis', reason: 'down' }] },
      });
    });
    await visit('cache');
    await page.getByLabel('Invalidate by pattern').fill('fragrance.brief:*');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(sent).toEqual([]);
    await page.getByRole('button', { name: 'Invalidate' }).click();
    await page.getByRole('button', { name: 'Yes, remove' }).click();
    await page.getByText('Removed: Memory 3, Disk 5. Not reached yet, and tried again: redis.').waitFor();
    expect(sent).toEqual([{ pattern: 'fragrance.brief:*' }]);
  });

  it('is cleared and warmed', async () => {
    await page.route('**/api/cache/clear', (route) =>
      route.fulfill({ json: { removed: {}, unreached: [] } }),
    );
    await page.route('**/api/cache/warm', (route) =>
      route.fulfill({ json: { computed: 7, kept: 2, not_kept: 0, failed: 1, failures: [] } }),
    );
    await visit('cache');
    await page.getByRole('button', { name: 'Clear everything' }).click();
    await page.getByRole('button', { name: 'Yes, remove' }).click();
    await page.getByText('Nothing matched; nothing was removed.').waitFor();
    await page.getByRole('button', { name: 'Warm', exact: true }).click();
    await page.getByText('Warmed: 7 computed, 2 kept already, 0 not to be kept, 1 failed.').waitFor();
  });
});

it('modes tell what was measured apart from what the sources state, and how to measure', async () => {
  await visit('modes');
  const balanced = page.getByRole('region', { name: 'Balanced' });
  expect(await balanced.locator('.uses').textContent()).toBe('Web applicationsRecommendations in a shop');
  expect(await balanced.textContent()).toMatch(/Interpreter.*Validator.*0\.87.*Accuracy 0\.91.*1\.96 s/);
  expect(await balanced.locator('.stated').textContent()).toMatch(/Stated by the sources.*2–4 s.*0\.85/);
  const creative = page.getByRole('region', { name: 'Creative' });
  expect(await creative.locator('code').textContent()).toBe('accord eval briefs --mode all');
});

describe.each(['light', 'dark'] as const)('in %s, narrow and wide', (colorScheme) => {
  it.each([320, 1440])('at %d pixels every view fits and has no barrier that axe finds', async (width) => {
    await open({ locale: 'ko-KR', colorScheme, viewport: { width, height: 900 } });
    await trouble(page);
    await visit('');
    await read('장미와 비');
    const fits = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    for (const [view, shown] of [
      ['', '.story'],
      ['cache', '.ladder'],
      ['modes', '.mode-sheet'],
    ] as const) {
      await visit(view);
      await page.locator(shown).first().waitFor();
      expect(await fits(), view).toBeLessThanOrEqual(0);
      expect(await barriers(page), view).toEqual([]);
    }
  });
});
