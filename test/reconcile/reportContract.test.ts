import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { buildSummary, writeReport } from '../../src/reconcile/index.js';
import { reportReference } from '../../src/reconcile/report/reference.js';
import { REPORT_SCHEMA } from '../../src/reconcile/report/schema.js';
import { asJson, expectGolden } from '../golden.js';
import { plantDamage } from './planted.js';
import { CONTEXT, withWorld } from './world.js';

test('the page that tells the files of a report is made from the tables that write them', () => {
  expectGolden('docs/reference/report.md', reportReference());
});

test('report.json has a committed JSON Schema', () => {
  expectGolden('docs/reference/report.schema.json', asJson(z.toJSONSchema(REPORT_SCHEMA)));
});

test('a report with every kind of difference has the shape of its schema', () =>
  withWorld(async (store, folder) => {
    await plantDamage(store);
    const summary = buildSummary(store, CONTEXT);
    await writeReport(store, join(folder, 'reports'), () => summary);
    expect(REPORT_SCHEMA.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
  }));

test('a report of a store that was never compared has it, too', () =>
  withWorld(async (store, folder) => {
    const summary = buildSummary(store, CONTEXT);
    await writeReport(store, join(folder, 'reports'), () => summary);
    expect(summary.balance.fates).toBeNull();
    expect(REPORT_SCHEMA.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
  }));
