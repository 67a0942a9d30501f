import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { barriers } from './browser.ts';
import { visitDashboard } from './dashboard-visit.ts';

const WISH = '봄날 정원처럼 풋풋한 풀 향에 복숭아를 살짝, 너무 달지 않게, 동물성 원료는 빼고';
const CONTRADICTION = 'A strong rose perfume with no rose in it';

const dashboard = visitDashboard();
let page: Page;

beforeEach(() => open({ locale: 'ko-KR' }));

async function open(options: BrowserContextOptions): Promise<void> {
  page = await dashboard.newPage(options);
  await page.goto(dashboard.address);
  await wishField().waitFor();
}

const wishField = (): Locator => page.locator('#wish');
const marks = (): Locator => page.locator('mark');
const row = (name: string): Locator =>
  page.locator('.row', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) });
const family = (name: string): Locator => page.getByRole('row', { name: new RegExp(`^${name} `) });

async function read(wish: string): Promise<void> {
  await wishField().fill(wish);
  await wishField().press('Control+Enter');
  await page.locator('.sheet').waitFor();
}

describe('a wish in Korean', () => {
  it('becomes a brief with nothing but the keyboard', async () => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.insertText(WISH);
    await page.keyboard.press('Control+Enter');

    await page.locator('.sheet').waitFor();
    expect(await page.locator('.wish-read').textContent()).toBe(WISH);
    expect(await marks().count()).toBeGreaterThanOrEqual(4);
    expect(Number(await family('그린').locator('.family-value').textContent())).toBeGreaterThanOrEqual(0.7);
    expect(Number(await family('구르망').locator('.family-value').textContent())).toBeLessThanOrEqual(0.5);
    expect(await row('계절').locator('.stop-chosen').allTextContents()).toEqual(['봄']);
    expect(await row('제약 조건').textContent()).toContain('비건');
    expect(await row('넣을 노트').textContent()).toContain('복숭아');
    expect(await row('예산대').locator('.assumed').count()).toBe(1);
    expect(await page.getByRole('img', { name: /대표 향조는 그린/ }).count()).toBe(1);
    expect(await page.locator('main + p[role=status]').textContent()).toContain('대표 향조는 그린');
  });

  it('shows where words led, and the words of a field', async () => {
    await read(WISH);
    const peach = marks().filter({ hasText: '복숭아' }).first();
    await peach.focus();
    expect(await page.locator('.gloss').textContent()).toContain('프루티');
    await row('계절').hover();
    expect((await page.locator('.mark-meant').allTextContents()).join('')).toContain('봄');
    await family('프루티').getByRole('link').first().click();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MARK');
  });

  it('gains hints in creative mode, and opens the record of its decision', async () => {
    await page.getByRole('radio', { name: /창의/ }).check();
    await read(WISH);
    expect(await page.locator('.hints li').count()).toBeGreaterThanOrEqual(5);
    expect(await page.locator('.timings').textContent()).toContain('해석');
    await page.getByText('전체 기록 보기').click();
    await page.locator('.record-step').first().waitFor();
    // Plan, look-up and the three roles.
    expect(await page.locator('.record-step').count()).toBe(5);
  });

  it('can be edited, read again in another mode, and is remembered', async () => {
    await read(WISH);
    await page.getByRole('radio', { name: /빠르게/ }).check();
    await page.getByRole('button', { name: /다시 읽기/ }).click();
    await page.getByText('‘빠르게’ 모드,').waitFor();
    await page.getByRole('button', { name: '글 고치기' }).click();
    expect(await wishField().inputValue()).toBe(WISH);
    await page.reload();
    await page.getByRole('heading', { name: '최근에 쓴 글' }).waitFor();
    await page.getByRole('button', { name: '목록 지우기' }).click();
    expect(await page.getByRole('heading', { name: '최근에 쓴 글' }).count()).toBe(0);
  });
});

describe('warnings', () => {
  it.each([
    [CONTRADICTION, '바라는 것끼리 서로 어긋납니다'],
    ['내일 서울 날씨 어때? 우산 챙겨야 할까?', '향에 관한 글이 아닌 것 같습니다'],
  ])('%s', async (wish, warning) => {
    await read(wish);
    expect(await page.locator('.warnings').textContent()).toContain(warning);
  });
});

describe('settings', () => {
  it('follow the browser, change, and stay', async () => {
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    await page.getByRole('radio', { name: 'English' }).check({ force: true });
    await page.getByRole('heading', { level: 1, name: 'What should it smell like?' }).waitFor();
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'What should it smell like?' }).waitFor();
    expect(await background()).toBe(dark);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });
});

describe('faults', () => {
  it('explains a blank wish in Korean, with the code', async () => {
    await wishField().fill('  ');
    await wishField().press('Control+Enter');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('아직 읽을 글이 없습니다');
    expect(await alert.locator('code').first().textContent()).toMatch(/^[A-Z_]+$/);
    expect(await wishField().getAttribute('aria-invalid')).toBe('true');
    // The browser itself logs the refused request.
    expect(dashboard.faults.splice(0)).toEqual([expect.stringContaining('400')]);
  });

  it('counts beyond the limit before anything is sent', async () => {
    await wishField().fill('향'.repeat(4002));
    expect(await page.locator('#wish-count').textContent()).toBe('2자 초과');
  });

  it('says when the server is away, and tries again', async () => {
    await page.route('**/api/briefs', (route) => route.abort(), { times: 1 });
    await wishField().fill(WISH);
    await wishField().press('Control+Enter');
    expect(await page.getByRole('alert').textContent()).toContain('서버에 연결할 수 없습니다');
    dashboard.faults.splice(0);
    await page.getByRole('button', { name: '다시 시도' }).click();
    await page.locator('.sheet').waitFor();
  });

  it('lets a slow reading be cancelled', async () => {
    await page.route('**/api/briefs', () => new Promise(() => undefined));
    await wishField().fill(WISH);
    await wishField().press('Control+Enter');
    await page.getByRole('button', { name: '취소' }).click();
    await page.getByText('취소했습니다').waitFor();
    expect(await wishField().inputValue()).toBe(WISH);
  });
});

describe.each(['light', 'dark'] as const)('accessibility, %s', (colorScheme) => {
  it('has one h1, landmarks, and no barrier that axe finds', async () => {
    await open({ locale: 'ko-KR', colorScheme });
    for (const landmark of ['banner', 'main', 'contentinfo'] as const) {
      expect(await page.getByRole(landmark).count()).toBe(1);
    }
    expect(await barriers(page)).toEqual([]);
    await read(CONTRADICTION);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    await page.getByText('전체 기록 보기').click();
    await page.locator('.record-step').first().waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});

it.each([320, 360, 820, 1440, 2200])('fits %d pixels', async (width) => {
  await page.setViewportSize({ width, height: 900 });
  const excess = (): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await excess()).toBeLessThanOrEqual(0);
  await read(WISH);
  expect(await excess()).toBeLessThanOrEqual(0);
});
