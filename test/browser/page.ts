import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * What must not happen on a page of ours, as it happens: a word on the console, an error, a dialog, or a
 * request to anything but `address` and what begins with it.
 */
export function troubleOf(page: Page, address: string): readonly string[] {
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => trouble.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) trouble.push(`request: ${request.url()}`);
  });
  return trouble;
}

/** Opens a file as somebody would from a mail; whatever goes wrong meanwhile fails the test. */
export async function openFile(
  browser: Browser,
  file: string,
  use: (page: Page) => Promise<void>,
  { hash = '', ...context }: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<void> {
  const page = await browser.newPage(context);
  const address = pathToFileURL(file).href;
  const trouble = troubleOf(page, address);
  try {
    await page.goto(address + hash);
    await use(page);
    expect(trouble).toEqual([]);
  } finally {
    await page.close();
  }
}

/** What axe finds that keeps somebody from reading or using the page. */
export async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`)) as AxeResults;
  expect(found.passes.length).toBeGreaterThan(10);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** What a reader would have to push sideways: the page itself, and the sections with a table that is wider than they. */
export function sideways(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
    ...[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth)
      .map((one) => one.closest('section').getAttribute('aria-labelledby'))]`);
}
