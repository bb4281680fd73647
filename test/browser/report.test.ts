import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSummary, type ReportSummary, writeReport } from '../../src/reconcile/index.js';
import { forecastOutcomes } from '../../src/staging/index.js';
import { HOSTILE, PLANTED, plantDamage } from '../reconcile/planted.js';
import {
  almUser,
  CONTEXT,
  compare,
  course,
  leadsTo,
  snapshot,
  stage,
  training,
  user,
  withWorld,
} from '../reconcile/world.js';
import { haveChromium, launchChromium } from './chromium.js';
import { barriers, openFile, sideways } from './page.js';

describe.skipIf(!haveChromium())('the report in a browser', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-browser-'));
  let summary: ReportSummary;

  beforeAll(async () => {
    browser = await launchChromium();
    await withWorld(async (store) => {
      await plantDamage(store);
      // Two rows stand for what a second look did not find any more; the forecast knew of nothing.
      store.exec(`INSERT INTO late_difference SELECT * FROM difference WHERE verdict = 'missing' LIMIT 2`);
      const secondLook = { waitedSeconds: 300, asked: 20, late: 2 };
      const foreseen = {
        madeAt: CONTEXT.createdAt,
        snapshotAt: CONTEXT.snapshotAt,
        changed: ['crosswalk.csv'],
      };
      const outcomes = forecastOutcomes(store);
      const context = { ...CONTEXT, secondLook, foreseen: { ...foreseen, outcomes } };
      await writeReport(store, folder, () => buildSummary(store, context));
    });
    summary = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as ReportSummary;
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (
    use: (page: Page) => Promise<void>,
    options: BrowserContextOptions & { readonly hash?: string; readonly file?: string } = {},
  ): Promise<void> => {
    const { file = join(folder, 'report.html'), ...rest } = options;
    return openFile(browser, file, use, rest);
  };

  const rows = (page: Page) => page.locator('section[aria-labelledby=h-look] tbody tr');
  const status = (page: Page) => page.locator('section[aria-labelledby=h-look] [role=status]');

  test('the totals on the page are those of report.json', () =>
    open(async (page) => {
      const { totals } = summary;
      const cards = {
        people: totals.persons,
        enrolments: totals.enrolments,
        completions: totals.completions,
        profiles: totals.profiles,
      };
      for (const [id, tally] of Object.entries(cards)) {
        const card = page.locator(`[data-total=${id}]`);
        expect(await card.locator('small').textContent()).toBe(`${tally.matched} of ${tally.expected}`);
        const parts = ['matched', 'missing', 'different', 'contested'] as const;
        const shown = await card.locator('.legend li').allTextContents();
        expect(shown.slice(0, 4)).toEqual(parts.map((part) => `${part} ${tally[part]}`));
      }
      const { balance } = summary;
      const sums = await page.locator('section[aria-labelledby=h-balance] .sum p').allTextContents();
      expect(sums).toEqual([
        `${balance.recordsInFiles} records in the files =`,
        `${balance.staged} staged =`,
        `${balance.fates?.expected} expected in ALM =`,
      ]);
      const reasons = await page.locator('section[aria-labelledby=h-reasons] tbody td b').allTextContents();
      const counts = [...summary.differences, ...summary.rejects].map((row) => row.count);
      const unmoved = summary.fates.filter((row) => row.code !== null).map((row) => row.records);
      expect(reasons.map(Number).sort()).toEqual([...counts, ...unmoved].sort());
    }));

  test('forecast, result and what was late are tables that say what report.json counts', () =>
    open(async (page) => {
      const cells = (table: string) =>
        page.$$eval(`${table} tbody tr`, (rows) =>
          rows.map((row) => [...row.querySelectorAll('td.n')].map((cell) => Number(cell.textContent))),
        );
      expect(await cells('#foreseen')).toEqual(
        summary.foreseen?.outcomes.map((row) => [
          row.foreseen,
          row.closed,
          row.open,
          row.contested,
          row.unforeseen,
        ]),
      );
      expect(await cells('#late')).toEqual(summary.late.map(({ count }) => [count]));
      const text = await page.textContent('section[aria-labelledby=h-looked]');
      expect(text).toContain('crosswalk.csv changed');
      expect(text).toContain('A second look after 5 min did not find 2 of the differences any more');
    }));

  test('tables by course and organisation, and the chart by year, count what report.json counts', () =>
    open(async (page) => {
      const expected = async (section: string): Promise<number> => {
        const cells = await page
          .locator(`section[aria-labelledby=h-${section}] tbody td:nth-child(2)`)
          .allTextContents();
        return cells.reduce((sum, cell) => sum + Number(cell), 0);
      };
      for (const [measure, name] of [
        ['Completions', 'completions'],
        ['Enrolments', 'enrolments'],
        ['People', 'persons'],
      ] as const) {
        await page.getByText(measure, { exact: true }).and(page.locator('label')).click();
        expect(await expected('organisations')).toBe(summary.totals[name].expected);
        if (name !== 'persons') expect(await expected('courses')).toBe(summary.totals[name].expected);
      }
      expect(await page.locator('svg.years rect').count()).toBeGreaterThan(1);
    }));

  test('search finds a person, a course, a code and a file, in any case', () =>
    open(async (page) => {
      const search = page.getByLabel('Search');
      await search.fill('REFUSED');
      expect(await status(page).textContent()).toBe('1 row');
      expect(await rows(page).first().textContent()).toContain('refused Example');
      await search.fill('onerror');
      expect(await rows(page).first().textContent()).toContain(HOSTILE);
      await search.fill('training.xml alm-score-differs');
      expect(await rows(page).count()).toBe(1);
      await search.fill('nothing is called so');
      expect(await status(page).textContent()).toContain('No row fits');
      expect(await rows(page).count()).toBe(0);
    }));

  test('filters by verdict, kind and reason leave the rows that report.json counts', () =>
    open(async (page) => {
      const contested = summary.differences.filter((row) => row.verdict === 'contested');
      const count = contested.reduce((sum, row) => sum + row.count, 0);
      await page.getByLabel(`contested ${count}`).check();
      expect(await status(page).textContent()).toBe(`${count} rows`);
      expect(new Set(await rows(page).locator('.badge').allTextContents())).toEqual(new Set(['contested']));
      await page.getByLabel('Kind').selectOption('completion');
      const completions = contested.filter((row) => row.subject === 'completion');
      expect(await rows(page).count()).toBe(completions.reduce((sum, row) => sum + row.count, 0));
      await page.getByLabel('Reason', { exact: true }).selectOption('ALM-CHANGED-SINCE');
      expect(await rows(page).count()).toBe(1);
    }));

  test('a reason, a course and an organisation lead to their rows', () =>
    open(async (page) => {
      await page.getByRole('button', { name: 'ALM holds another score' }).click();
      expect(await status(page).textContent()).toBe('1 row');
      await page
        .locator('section[aria-labelledby=h-courses]')
        .getByRole('button', { name: 'Two parts' })
        .click();
      const twoParts = summary.byCourse.find((row) => row.title === 'Two parts');
      expect(await rows(page).count()).toBe(twoParts?.completions.missing);
      expect(await page.getByLabel('Search').inputValue()).toBe('Two parts');
    }));

  test('rows are shown in steps, and sorted by a heading both ways', () =>
    open(async (page) => {
      const all = await page.evaluate(
        `JSON.parse(document.getElementById('data').textContent).exceptions.length`,
      );
      expect(await rows(page).count()).toBe(25);
      await page.getByRole('button', { name: /^Show \d+ more$/ }).click();
      expect(await rows(page).count()).toBe(all);
      const people = async () =>
        (await rows(page).locator('td:nth-child(3)').allTextContents()).filter((text) => text !== '');
      const heading = page.locator('section[aria-labelledby=h-look] th').filter({ hasText: 'Person' });
      await heading.getByRole('button').click();
      const up = await people();
      expect(await heading.getAttribute('aria-sort')).toBe('ascending');
      await heading.getByRole('button').click();
      expect(await heading.getAttribute('aria-sort')).toBe('descending');
      expect((await people())[0]).toBe(up.at(-1));
    }));

  test('a person’s page opens and closes by keyboard, and focus comes back to where it was', () =>
    open(async (page) => {
      await page.getByLabel('Search').fill('refused');
      const link = rows(page).getByRole('button').first();
      await link.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      expect(await dialog.getAttribute('aria-labelledby')).toBe('h-story');
      expect(await page.evaluate('document.activeElement.id')).toBe('h-story');
      const chain = dialog.locator('details[open] .chain');
      expect(await chain.locator('h4').allTextContents()).toEqual([
        'Legacy record',
        'Where it ended',
        'What ALM should hold',
        'What was sent',
        'What ALM answered',
        'What ALM holds',
        'Verdict',
        'What to do',
      ]);
      expect(await chain.textContent()).toContain('status 400, the module does not take a score');
      expect(page.url()).toContain('#person=refused');
      await page.keyboard.press('Escape');
      expect(await dialog.count()).toBe(0);
      expect(await page.evaluate('document.activeElement.textContent')).toBe(await link.textContent());
      expect(page.url()).not.toContain('#');
    }));

  test('a link to a person opens that page', () =>
    open(
      async (page) => {
        expect(await page.getByRole('dialog').locator('h2').textContent()).toBe('changed Example');
      },
      { hash: '#person=changed' },
    ));

  test('every planted person can be found and opened, and the page tells the planted verdict', () =>
    open(async (page) => {
      for (const [key, planted] of Object.entries(PLANTED)) {
        if (planted.length === 0) continue;
        await page.getByLabel('Search').fill(`${key} example`);
        const name = page.locator('td:nth-child(3)', { hasText: new RegExp(`^${key} Example`) });
        const own = rows(page).filter({ has: name });
        const verdicts = planted.map((line) => line.split(' ')[1]);
        expect((await own.locator('.badge').allTextContents()).sort()).toEqual(verdicts.sort());
        await own.getByRole('button').first().click();
        const dialog = page.getByRole('dialog');
        expect(await dialog.textContent()).toContain(planted[0]?.split(' ')[2]);
        await dialog.getByRole('button', { name: 'Close' }).click();
      }
    }));

  test('a course title that is markup stays text', () =>
    open(async (page) => {
      await page.getByLabel('Search').fill('later-date');
      await rows(page).getByRole('button').first().click();
      expect(await page.getByRole('dialog').locator('summary').allTextContents()).toContain(
        `${HOSTILE}contested`,
      );
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toBe('Example Ltd: migration report');
    }));

  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const) {
    test(`nothing keeps a reader out, ${colorScheme} and ${width} pixels wide`, () =>
      open(
        async (page) => {
          // On a large screen the table behind the chart by year is folded up, and has no width of its own.
          const wide = await sideways(page);
          expect(width === 390 ? wide : wide.filter((what) => what === 'the page')).toEqual([]);
          // The checker measures every cell's contrast: once with the dialog, once without, is each theme seen.
          if (width === 390) await rows(page).getByRole('button').first().click();
          expect(await barriers(page)).toEqual([]);
        },
        { colorScheme, viewport: { width, height: 900 } },
      ));
  }

  test('on a phone the courses fold, and still are a table to a screen reader, and can be sorted', () =>
    open(
      async (page) => {
        const courses = page.locator('section[aria-labelledby=h-courses]');
        const table = courses.getByRole('table');
        expect(await table.getByRole('columnheader').allTextContents()).toEqual([
          'Course',
          'Expected',
          'Matched',
          'Missing',
          'Different',
          'Contested',
          'Extra',
        ]);
        const row = table.getByRole('row').nth(1);
        expect(await row.getByRole('rowheader').count()).toBe(1);
        expect(await row.getByRole('cell').count()).toBe(6);
        const [name, first, last] = await Promise.all(
          ['th', 'td:nth-child(2)', 'td:nth-child(7)'].map((cell) => row.locator(cell).boundingBox()),
        );
        // Each number stands below the name, and the last one below the first.
        expect(first?.y).toBeGreaterThanOrEqual((name?.y ?? 0) + (name?.height ?? 0));
        expect(last?.y).toBeGreaterThan(first?.y ?? 0);
        await table.getByRole('button', { name: 'Matched' }).click();
        expect(await table.locator('th[data-sort=matched]').getAttribute('aria-sort')).toBe('descending');
      },
      { viewport: { width: 390, height: 900 } },
    ));

  test('without its script the page still says verdict, totals and balance', () =>
    open(
      async (page) => {
        expect(await page.locator('h1').textContent()).toContain('need a look');
        expect(await page.locator('[data-total=people] small').textContent()).toContain(' of ');
        expect(await page.locator('noscript').count()).toBe(1);
        expect(await page.getByText('The balance adds up').isVisible()).toBe(true);
      },
      { javaScriptEnabled: false },
    ));

  test('on paper there is no control, and a person’s page prints alone and unfolded', () =>
    open(async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByLabel('Search').isVisible()).toBe(false);
      expect(await page.locator('h1').isVisible()).toBe(true);
      await page.emulateMedia({ media: 'screen' });
      await rows(page).getByRole('button').first().click();
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(`window.dispatchEvent(new Event('beforeprint'))`);
      expect(await page.locator('h1').isVisible()).toBe(false);
      expect(await page.locator('dialog details:not([open])').count()).toBe(0);
      expect((await page.pdf()).length).toBeGreaterThan(1000);
    }));

  test('of many thousand differences the page holds some of each kind, and says where the others are', () =>
    withWorld(async (store, large) => {
      const keys = Array.from({ length: 5200 }, (_, index) => `user-${index}`);
      await stage(
        store,
        'users.xml',
        keys.map((key) => user(key)),
      );
      await stage(
        store,
        'training.xml',
        keys
          .slice(0, 1200)
          .map((key) => training(key, key, { learningId: key === 'user-7' ? 'SAFETY' : 'NOWHERE' })),
      );
      snapshot(store, {
        courses: [course(1, 'Safety')],
        users: [almUser('user-0', { state: 'DELETED' })],
        enrolments: {},
      });
      compare(store, [leadsTo('SAFETY', 1)]);
      await writeReport(store, large, () => buildSummary(store, CONTEXT));
      await open(
        async (page) => {
          expect(await status(page).textContent()).toContain('5,000 rows');
          const hint = await page.locator('section[aria-labelledby=h-look] .hint').first().textContent();
          expect(hint).toContain('This page holds 5,000 of 6,401 rows');
          expect(hint).toContain('1,202 more differences are in differences.csv');
          expect(hint).toContain('199 more records that did not move in records.csv');
          await page.getByLabel('Search').fill('ALM-USER-NOT-ACTIVE');
          expect(await rows(page).count()).toBe(1);
          await page.getByLabel('Search').fill('user-3999');
          await rows(page).getByRole('button').first().click();
          expect(await page.getByRole('dialog').textContent()).toContain('alm-migrate why user-3999');
        },
        { file: join(large, 'report.html') },
      );
    }));
});
