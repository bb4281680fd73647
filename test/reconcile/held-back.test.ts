import { describe, expect, test } from 'vitest';
import { reconcileText } from '../../src/cli/reconcile-text.js';
import { buildSummary, type ReportSummary } from '../../src/reconcile/index.js';
import { headlineOf } from '../../src/reconcile/report/page/verdict.js';
import { rejectingFiles, rejectsOf, type Store } from '../../src/staging/index.js';
import type { ReadItem } from '../../src/terms/index.js';
import { expectGolden } from '../golden.js';
import {
  almUser,
  CONTEXT,
  compare,
  course,
  enrolment,
  leadsTo,
  reject,
  snapshot,
  stage,
  training,
  user,
  withWorld,
} from './world.js';

/** One person whose completion ALM holds as it should: whatever else is in the files makes the verdict. */
const ADA = [user('ada'), training('T1', 'ada')];
const UNMAPPED = training('T2', 'ada', { learningId: 'NOWHERE' });
const LATER = training('T3', 'ada', { learningId: 'FIRST-AID' });
const BREAK = { code: 'PF-XML-TRUNCATED', message: 'the document is cut off', line: 9 };

interface World {
  readonly items?: readonly ReadItem[];
  readonly isBroken?: boolean;
  readonly holdsExtra?: boolean;
  readonly forecast?: boolean;
  /** What happens after the export was staged, before ALM is compared. */
  readonly next?: (store: Store) => Promise<void>;
}

function summaryOf({
  items = [],
  isBroken = false,
  holdsExtra = false,
  forecast = false,
  next,
}: World): Promise<ReportSummary> {
  return withWorld(async (store) => {
    await stage(store, 'export.xml', [...ADA, ...items], null, isBroken ? BREAK : null);
    await next?.(store);
    snapshot(store, {
      courses: [course(1, 'Safety'), course(2, 'First aid')],
      users: [almUser('ada')],
      enrolments: {
        ada: [
          enrolment('ada', 1, '2020-01-03T09:00:30.000Z'),
          ...(holdsExtra ? [enrolment('ada', 2, null)] : []),
        ],
      },
    });
    compare(store, [leadsTo('SAFETY', 1), leadsTo('FIRST-AID', 2)]);
    return buildSummary(store, { ...CONTEXT, forecast });
  });
}

async function mendTheReject(store: Store): Promise<void> {
  const [file] = rejectingFiles(store);
  if (file === undefined) throw new Error('the export has no reject');
  const [{ reference = '' } = {}] = rejectsOf(store, file);
  await stage(store, 'mended.csv', [
    { ...training('T9', 'ada', { statusTerm: 'withdrawn' }), mends: reference },
  ]);
}

const WORLDS: Readonly<Record<string, World>> = {
  'nothing is held back': {},
  'one record is quarantined': { items: [UNMAPPED] },
  'one is quarantined, one could not be read': { items: [UNMAPPED, reject('PF-ROW-RAGGED', 'a;b')] },
  'the one that could not be read was mended since': {
    items: [reject('PF-ROW-RAGGED', 'a;b')],
    next: mendTheReject,
  },
  'the export breaks off': { isBroken: true },
  'the export breaks off, and is staged again as a whole': {
    items: [reject('PF-RECORD-INCOMPLETE', '<trainingRecord id="T4">')],
    isBroken: true,
    next: (store) => stage(store, 'whole.xml', ADA),
  },
  'the export breaks off, and a later one lacks a record of it': {
    isBroken: true,
    next: (store) => stage(store, 'part.xml', ADA.slice(0, 1)),
  },
  'ALM holds more than it should, and one record is quarantined': { items: [UNMAPPED], holdsExtra: true },
  'a forecast: nothing is to be sent, ALM holds more than it should, and one record is quarantined': {
    items: [UNMAPPED],
    holdsExtra: true,
    forecast: true,
  },
  'something is missing, and one record is quarantined': { items: [UNMAPPED, LATER] },
};

const AGE = { hours: 0, isOld: false };

describe('a report of which not everything arrived', () => {
  test('says so in the terminal, on the page and in JSON', async () => {
    const told: string[] = [];
    for (const [name, world] of Object.entries(WORLDS)) {
      const summary = await summaryOf(world);
      const { title, tone, sentence, aside } = headlineOf(summary);
      const { verdict, heldBack } = summary;
      told.push(
        `== ${name}\n`,
        reconcileText(summary, [], null, AGE),
        `\nOn the page (${tone}): ${title}\n  ${sentence}\n  ${aside ?? ''}`.trimEnd(),
        `\nJSON: ${JSON.stringify({ verdict, ...heldBack, byCode: heldBack.byCode.map(({ code }) => code) })}\n`,
      );
    }
    expectGolden('test/reconcile/held-back.golden.txt', told.join('\n'));
  });

  test('is never called clean, and adds up', async () => {
    for (const world of Object.values(WORLDS)) {
      const { verdict, heldBack, differences } = await summaryOf(world);
      const { records, quarantined, rejected, byCode, brokenFiles } = heldBack;
      expect(records).toBe(quarantined + rejected);
      expect(byCode.reduce((sum, row) => sum + row.records, 0)).toBe(records);
      expect(verdict === 'clean').toBe(differences.length + records + brokenFiles.length === 0);
    }
  });
});
