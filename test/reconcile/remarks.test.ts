import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { buildSummary, writeReport } from '../../src/reconcile/index.js';
import { REASONS } from '../../src/terms/index.js';
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
} from './world.js';

test('what moves with a remark is counted by code in the summary and on the page, and named in records.csv', async () => {
  await withWorld(async (store, folder) => {
    await stage(store, 'users.xml', [
      user('ada'),
      user('bob', { status: 'suspended', statusTerm: 'suspended' }),
      user('eve', { status: 'suspended', statusTerm: 'suspended', givenName: null, familyName: null }),
    ]);
    await stage(store, 'training.xml', [
      training('T1', 'ada'),
      training('T2', 'bob', { startedAt: '2021-06-01T00:00:00Z', score: 'very good' }),
      training('T3', 'eve', { enrolledAt: '2021-06-01T00:00:00Z' }),
      // Earlier than T3, so that it is merged into that one: its remarks are not what ALM gets.
      training('T4', 'eve', { endedAt: '2019-01-01T00:00:00Z', score: 'bad' }),
    ]);
    snapshot(store, { courses: [course(1, 'Safety')], users: [almUser('ada')], enrolments: {} });
    compare(store, [leadsTo('SAFETY', 1)]);
    const summary = buildSummary(store, CONTEXT);
    await writeReport(store, join(folder, 'reports'), () => summary);

    expect(summary.remarks.map(({ kind, code, records }) => `${records} ${kind} ${code}`)).toEqual([
      '2 user MAP-USER-SUSPENDED',
      '1 user MAP-USER-WITHOUT-NAME',
      '1 training MAP-ENROLMENT-AFTER-COMPLETION',
      '1 training MAP-SCORE-UNREADABLE',
      '1 training MAP-START-AFTER-COMPLETION',
    ]);
    for (const { code, cause, mend } of summary.remarks)
      expect({ cause, mend }).toEqual(REASONS[code as keyof typeof REASONS]);

    const rows: readonly Record<string, string>[] = parse(
      readFileSync(join(folder, 'reports', 'records.csv')),
      { bom: true, columns: true },
    );
    const remarked = rows.flatMap(({ kind, user: who, record, remarks }) =>
      remarks === '' ? [] : [`${kind} ${who} ${record} ${remarks}`],
    );
    expect(remarked).toEqual([
      'user BOB 2 MAP-USER-SUSPENDED',
      'user EVE 3 MAP-USER-SUSPENDED|MAP-USER-WITHOUT-NAME',
      'transcript bob 2 MAP-START-AFTER-COMPLETION|MAP-SCORE-UNREADABLE',
      'transcript eve 3 MAP-ENROLMENT-AFTER-COMPLETION',
    ]);
    const page = readFileSync(join(folder, 'reports', 'report.html'), 'utf8');
    expect(page).toContain('Moved, with a remark');

    // An account that is active again has no remark any more, and only it was computed anew.
    await stage(store, 'newer.xml', [user('bob')], '2026-03-01T00:00:00Z');
    compare(store, [leadsTo('SAFETY', 1)]);
    expect(buildSummary(store, CONTEXT).remarks[0]).toMatchObject({ code: 'MAP-USER-SUSPENDED', records: 1 });
  });
});
