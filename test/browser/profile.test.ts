import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMigration } from '../../src/mapping/index.js';
import { buildProfile, type Profile, writeProfile } from '../../src/reconcile/index.js';
import { leadsTo, stage, training, user, withWorld } from '../reconcile/world.js';
import { haveChromium, launchChromium } from './chromium.js';
import { barriers, openFile, sideways } from './page.js';

const HOSTILE = `</script><img src=x onerror=alert(1)>`;

describe.skipIf(!haveChromium())('the profile in a browser', () => {
  let browser: Browser;
  let profile: Profile;
  let file = '';
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-browser-'));

  beforeAll(async () => {
    browser = await launchChromium();
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada'), user('mute', { email: null })]);
      await stage(store, 'history.xml', [
        training('T1', 'ada', { learningId: 'FIRE', title: 'Fire safety' }),
        training('T2', 'ada', { learningId: 'LOST', title: HOSTILE }),
        training('T3', 'mute', { learningId: 'LOST', title: HOSTILE, endedAt: null }),
        training('T4', 'ada', { learningId: 'NIGHT', title: 'Night work', endedAt: '2019-05-01T00:00:00Z' }),
      ]);
      profile = await buildProfile(store, {
        config: parseMigration('source:\n  referenceDate: 2026-01-31\n', 'migration.yaml'),
        crosswalk: [leadsTo('FIRE', 1), leadsTo('NIGHT', 2)],
        createdAt: '2026-02-01T08:00:00.000Z',
        toolVersion: '0.1.0',
        courses: 100,
      });
      file = await writeProfile(profile, folder);
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (use: (page: Page) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> =>
    openFile(browser, file, use, options);

  test('shows the totals and every finding', async () => {
    await open(async (page) => {
      expect(await page.textContent('.lead')).toContain(`${profile.totals.trainings} training records`);
      expect(await page.locator('section[aria-labelledby="h-findings"] tbody tr').count()).toBe(
        profile.findings.length,
      );
      expect(await page.locator('details.chapter').count()).toBe(profile.findings.length);
    });
  });

  test('searches the courses by title and by what the crosswalk says of them', async () => {
    await open(async (page) => {
      const shown = () => page.locator('#courses tbody tr:visible').count();
      expect(await shown()).toBe(3);
      await page.getByLabel('Search by title or id').fill('night');
      expect(await shown()).toBe(1);
      expect(await page.textContent('#course-status')).toBe('1 of the 3 listed here');
      await page.getByLabel('Search by title or id').fill('');
      await page.getByLabel('Crosswalk').selectOption('not mapped');
      expect(await page.locator('#courses tbody tr:visible th').allTextContents()).toEqual([
        `${HOSTILE}LOST onlineModule`,
      ]);
    });
  });

  test('opens the finding that the list leads to', async () => {
    const index = profile.findings.findIndex(({ effect }) => effect === 'note');
    await open(async (page) => {
      const chapter = page.locator(`#f${index}`);
      expect(await chapter.getAttribute('open')).toBeNull();
      await page.click(`a[href="#f${index}"]`);
      await expect.poll(() => chapter.getAttribute('open')).toBe('');
      expect(await chapter.textContent()).toContain(profile.findings[index]?.mend);
    });
  });

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('keeps no reader out (%s, %i pixels wide)', async (colorScheme, width) => {
    await open(
      async (page) => {
        await page.getByLabel('Search by title or id').fill('fire');
        expect(await page.getByRole('row', { name: 'Fire safety' }).isVisible()).toBe(true);
        expect(await page.getByRole('row', { name: 'Night work' }).count()).toBe(0);
        expect(await sideways(page)).toEqual([]);
        expect(await barriers(page)).toEqual([]);
      },
      { colorScheme, viewport: { width, height: 900 } },
    );
  });
});
