import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type AccordServer, type AccordServerOptions, startAccord } from './accord-server.ts';
import { faultsOf, launchBrowser } from './browser.ts';

/** The built server and a browser for the tests of a file. A fault of a page that no test has taken out fails its test. */
export interface DashboardVisit {
  readonly address: string;
  /** Faults of the page: what it logged, threw, or fetched from elsewhere. */
  readonly faults: string[];
  /** A new page in place of the one before it. */
  newPage(options: BrowserContextOptions): Promise<Page>;
}

export function visitDashboard(options: AccordServerOptions = {}): DashboardVisit {
  let server: AccordServer;
  let browser: Browser;
  let page: Page | undefined;
  let faults: string[] = [];

  beforeAll(async () => {
    server = await startAccord(options);
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  afterEach(async () => {
    await page?.context().close();
    expect(faults).toEqual([]);
  });

  return {
    get address() {
      return server.address;
    },
    get faults() {
      return faults;
    },
    async newPage(options) {
      await page?.context().close();
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
      page = await context.newPage();
      faults = faultsOf(page, server.address);
      return page;
    },
  };
}
