import { z } from 'zod';
import { completeSnapshot, refuseInterrupted } from '../reconcile/index.js';
import { lockWorkspace } from '../staging/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import { matchCoursesIn } from './match-courses.js';
import { matchPeopleIn } from './match-people.js';
import { withStore } from './workspace.js';

const number = z.int().min(0);

export const command = defineCommand({
  positional: '<what>',
  options: z.object({
    what: z.enum(['people', 'courses']).describe('people: identities.csv; courses: crosswalk.csv'),
  }),
  output: documentOf('match', {
    what: z.enum(['people', 'courses']),
    file: z.string(),
    kept: number.describe('rows that a person has reviewed, left as they were'),
    proposed: number.describe('rows written anew'),
    waiting: number.describe('of those, rows that a person has to check before they count'),
    rows: z.array(z.object({ action: z.string(), how: z.string().nullable(), count: number })),
  }),
  examples: [
    ['alm-migrate match people -w acme', 'matches accounts with the users of ALM, and writes identities.csv'],
    [
      'alm-migrate match courses -w acme',
      'proposes a course of ALM for each legacy course, in crosswalk.csv',
    ],
  ],
  run: (context, { what }) =>
    withStore(context.workspace, async (store) => {
      const unlock = lockWorkspace(store, 'match', context.effects.now);
      try {
        refuseInterrupted(store);
        completeSnapshot(store);
        return what === 'people' ? matchPeopleIn(context, store) : matchCoursesIn(context, store);
      } finally {
        unlock();
      }
    }),
});
