import { z } from 'zod';
import { SETTINGS, workspaceIsLocked, writeSetting } from '../staging/index.js';
import { EXIT } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import { steeringOf, steeringSchema, steeringText } from './steering-text.js';
import { withStore } from './workspace.js';

export const command = defineCommand({
  positional: '<share>',
  options: z.object({
    share: z.number().gt(0).max(1).describe("the part of ALM's limits that apply may use, 1 for all of it"),
  }),
  output: documentOf('speed', { steering: steeringSchema, isRunning: z.boolean() }),
  examples: [
    ['alm-migrate speed 0.5 -w acme', 'leaves half of the limit to others, at once and from now on'],
  ],
  run: (context, { share }) =>
    withStore(context.workspace, async (store) => {
      writeSetting(store, SETTINGS.share, String(share));
      const steering = steeringOf(store);
      const isRunning = workspaceIsLocked(store);
      return {
        exitCode: EXIT.clean,
        output: { schema: { name: 'speed' as const, version: 1 as const }, steering, isRunning },
        text: steeringText(steering, isRunning),
      };
    }),
});
