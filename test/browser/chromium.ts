import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's browser, where CI installs it. */
export const CHROMIUM = '/usr/bin/chromium';

/** Whether there is a browser to test in; says so once where there is none. */
export function haveChromium(): boolean {
  const there = existsSync(CHROMIUM);
  if (!there) console.warn(`skipped: there is no ${CHROMIUM} (Debian: apt-get install chromium)`);
  return there;
}

/** Starts it without a screen, and so that it asks nothing of any network by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
