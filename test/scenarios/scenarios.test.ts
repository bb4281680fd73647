import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectGolden } from '../golden.js';
import { planText, reportText } from './planText.js';
import { applyPerfectly, inWorld, proposalsOf, roundsOf, stageFiles } from './world.js';

const WORLDS = fileURLToPath(new URL('./worlds/', import.meta.url));
const NAMES = readdirSync(WORLDS).sort();

describe.each(NAMES)('%s', (name) => {
  const folder = join(WORLDS, name);

  it('comes to the plan, the fates and the balance of its page, and to nothing once that is applied', () =>
    inWorld(folder, async ({ store, plan }) => {
      const pages: string[] = [];
      for (const [index, files] of roundsOf(folder).entries()) {
        await stageFiles(store, files);
        const made = plan();
        const { all, people } = made.work;
        const head =
          index === 0
            ? ''
            : `\nRound ${index + 1}: ${all === null ? `records of ${people} changed` : 'everything'}\n\n`;
        pages.push(head + planText(store, made));
        expect(made.balance.defects).toEqual([]);
        applyPerfectly(store, made.planId);
        // What goes by the bundle is not carried out here, and stays in the plan.
        const open = plan().operations.reduce((sum, row) => sum + row.count, 0);
        expect(open).toBe(made.routes.bundle.operations);
        pages.push(`\n${reportText(store)}`);
      }
      expectGolden(`test/scenarios/worlds/${name}/plan.golden.txt`, pages.join(''));
    }));

  if (name.startsWith('match')) {
    it('has proposals, and keeps what was reviewed', () =>
      inWorld(folder, async (world) => {
        await stageFiles(world.store, roundsOf(folder).flat());
        const { identities, crosswalk } = proposalsOf(world);
        expectGolden(`test/scenarios/worlds/${name}/identities.golden.csv`, identities);
        expectGolden(`test/scenarios/worlds/${name}/crosswalk.golden.csv`, crosswalk);
      }));
  }
});
