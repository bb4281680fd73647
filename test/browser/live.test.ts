import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { type Gate, openGate } from '../cli/gate.js';
import { demoSeed, demoWorkspace, planDemo, type Running, runJson, start } from '../cli/world.js';
import { haveChromium, launchChromium } from './chromium.js';
import { barriers, sideways, troubleOf } from './page.js';

const HOSTILE = `<img src=x onerror=alert(1)></script>`;

interface StatusDocument {
  readonly isRunning: boolean;
  readonly plan: {
    readonly settled: number;
    readonly total: number;
    readonly operations: readonly { readonly kind: string; readonly state: string; readonly count: number }[];
    readonly run: { readonly end: string | null };
  };
  readonly balance: {
    readonly recordsInFiles: number;
    readonly staged: number;
    readonly fates: { readonly expected: number };
  };
}

/** One run in three acts, on one page that stays open: it is held, killed, and carried to its end. */
describe.skipIf(!haveChromium())('the live page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-browser-'));
  let trouble: readonly string[] = [];
  let sandbox: Sandbox;
  let gate: Gate;
  let browser: Browser;
  let page: Page;
  let workspace = '';
  let served: Running;
  let apply: Running;
  let url = '';

  beforeAll(async () => {
    const seed = demoSeed() as SandboxSeed;
    sandbox = await startSandbox({
      seed: { ...seed, account: { id: '4711', name: `Example ${HOSTILE}` } } as SandboxSeed,
      limits: 'none',
    });
    gate = await openGate(sandbox.url);
    workspace = demoWorkspace(join(folder, 'work'), gate.url);
    await planDemo(workspace);
    browser = await launchChromium();
    served = start(['status', '-w', workspace, '--serve']);
    url = await addressOf(served);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    trouble = troubleOf(page, url);
    await page.goto(url);
    await page.waitForSelector('[data-figure=settled]');
  });
  afterAll(async () => {
    await browser?.close();
    served?.child.kill('SIGINT');
    apply?.child.kill('SIGKILL');
    await served?.ended;
    await apply?.ended;
    await gate?.close();
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const headline = () => page.textContent('#headline');
  const status = async () => (await runJson(['status', '-w', workspace])) as unknown as StatusDocument;
  const legend = async (within: string) =>
    Object.fromEntries(
      (await page.locator(`${within} li[data-part]`).allTextContents()).map((text) => {
        const [, label = '', value = ''] = /^(.*) ([\d,]+)$/.exec(text) ?? [];
        return [label, Number(value.replaceAll(',', ''))];
      }),
    );

  /** The figures of the page, in the words of the document. */
  async function shown() {
    const kinds = await page
      .locator('#kinds tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [row.getAttribute('data-kind'), row.querySelector('td')?.textContent]),
      );
    return {
      settled: await page.textContent('[data-figure=settled] small'),
      states: await legend('[data-figure=settled]'),
      kinds: Object.fromEntries(kinds.map(([kind, all]) => [kind, Number(all)])),
      sums: await page.locator('#balance .sum p b').allTextContents(),
    };
  }

  function told({ plan, balance }: StatusDocument): Awaited<ReturnType<typeof shown>> {
    const states = ['done', 'inFlight', 'waiting', 'planned', 'failed', 'blocked', 'unknown'];
    const sum = (rows: StatusDocument['plan']['operations']) => rows.reduce((all, row) => all + row.count, 0);
    const kinds = [...new Set(plan.operations.map(({ kind }) => kind))];
    return {
      settled: `${plan.settled} of ${plan.total}`,
      states: Object.fromEntries(
        states.map((state) => [
          state === 'inFlight' ? 'in flight' : state,
          sum(plan.operations.filter((row) => row.state === state)),
        ]),
      ),
      kinds: Object.fromEntries(
        kinds.map((kind) => [kind, sum(plan.operations.filter((row) => row.kind === kind))]),
      ),
      sums: [balance.recordsInFiles, balance.staged, balance.fates.expected].map(String),
    };
  }

  /** Waits until the page has caught up with the store, and gives the document that it agrees with. */
  async function agreed(): Promise<StatusDocument> {
    let document = await status();
    await expect
      .poll(
        async () => {
          document = await status();
          return JSON.stringify(await shown()) === JSON.stringify(told(document));
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    expect(await shown()).toEqual(told(document));
    return document;
  }

  test('says that nothing was sent yet', async () => {
    expect(await headline()).toBe('Nothing is at work');
    expect((await agreed()).plan).toMatchObject({ settled: 0, total: 197 });
    expect(trouble).toEqual([]);
  });

  test('shows a running apply as status does, and its pause', async () => {
    gate.refuse(/\/enrollments/, { status: '400', title: HOSTILE, source: { info: HOSTILE } });
    apply = start(['apply', '--notifications-are-off', '-w', workspace]);
    // One answer is held back for as long as this act lasts: apply runs, and what can be done beside it is done.
    await new Promise<void>((resolve) => {
      gate.ringAt(60, 'answered', () => {
        resolve();
        return apply.ended;
      });
    });
    await expect.poll(headline, { timeout: 60_000 }).toBe('Sending');
    const document = await agreed();
    expect(document.isRunning).toBe(true);
    expect(document.plan.settled).toBeGreaterThan(50);
    await runJson(['pause', '-w', workspace]);
    await expect.poll(headline, { timeout: 60_000 }).toBe('Paused');
    expect(await page.textContent('[data-figure=left]')).toContain('nothing is sent now');
    await runJson(['resume', '-w', workspace]);
    await expect.poll(headline, { timeout: 60_000 }).toBe('Sending');
    expect(trouble).toEqual([]);
  });

  test('shows what ALM said as text, whatever it is', async () => {
    expect(await page.textContent('#account')).toBe(`Example ${HOSTILE}`);
    expect(await page.textContent('#said')).toContain(HOSTILE);
    expect(await page.locator('#stuck tbody tr').first().textContent()).toContain('failed');
    expect(await page.locator('img, main script').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('keeps no reader out (%s, %i pixels wide)', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    expect(await sideways(page)).toEqual([]);
    if (width === 390) {
      // Laid out as blocks, they are tables all the same.
      expect(await page.locator('#kinds').getByRole('columnheader').count()).toBe(6);
      expect(await page.locator('#answers').getByRole('columnheader').count()).toBe(5);
    }
    expect(await barriers(page)).toEqual([]);
    expect(trouble).toEqual([]);
  });

  test('can be read by keyboard: the skip link, then each table', async () => {
    await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
    const stops: string[] = [];
    for (let press = 0; press < 7; press += 1) {
      await page.keyboard.press('Tab');
      stops.push(
        String(await page.evaluate('document.activeElement.id || document.activeElement.className')),
      );
    }
    expect(stops.slice(0, 6)).toEqual(['skip', 'stuck', 'kinds', 'limits', 'said', 'answers']);
  });

  test('says that a run was killed, and what to do', async () => {
    apply.child.kill('SIGKILL');
    await apply.ended;
    await expect.poll(headline, { timeout: 60_000 }).toBe('The run was cut off');
    expect(await page.textContent('#aside')).toContain('alm-migrate apply looks up what was in flight');
    expect((await agreed()).plan.run.end).toBeNull();
  });

  test('follows the next run to its end', async () => {
    apply = start(['apply', '-w', workspace]);
    expect((await apply.ended).exitCode).toBe(3);
    await expect.poll(headline, { timeout: 60_000 }).toBe('Done, but not all of it');
    const { plan, isRunning } = await agreed();
    expect(isRunning).toBe(false);
    expect(plan.run.end).toBe('finished');
    expect(plan.settled).toBe(plan.total);
    expect(trouble).toEqual([]);
  });

  test('says when its server is gone', async () => {
    served.child.kill('SIGINT');
    const { exitCode, stderr } = await served.ended;
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('for this machine alone')]);
    await expect.poll(() => page.textContent('#lost')).toContain('The page has lost its server');
  });
});

/** The address that a served page prints. */
function addressOf({ child, ended }: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /http:\/\/\S+/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    });
    void ended.then(({ stderr }) => reject(new Error(`status --serve ended: ${stderr}`)));
  });
}
