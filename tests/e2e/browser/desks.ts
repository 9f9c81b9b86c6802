import type { BrowserContext } from 'playwright-core';
import { openBrowser } from './browser.js';
import { DeskPage } from './desk-page.js';

/** Agents at the desks of a shop, each in a browser of his own, with a tone for a voice. */
export class Desks {
  readonly #browsers: BrowserContext[] = [];
  readonly #shop: string;

  constructor(shop: string) {
    this.#shop = shop;
  }

  /** Logged in, not ready yet; `path` is a page of the shop. */
  async open(account: string, hertz: number, path = ''): Promise<DeskPage> {
    const browser = await openBrowser(hertz);
    this.#browsers.push(browser);
    const page = await DeskPage.open(browser, `${this.#shop}${path}`);
    await page.logIn(account, `demo-${account}`);
    await page.inState('aux', 30_000);
    return page;
  }

  async close(): Promise<void> {
    for (const browser of this.#browsers.splice(0)) await browser.close();
  }
}
