import { z } from 'zod';
import { SETTINGS, workspaceIsLocked, writeSetting } from '../staging/index.js';
import { EXIT } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import { steeringOf, steeringSchema, steeringText } from './steering-text.js';
import { withStore } from './workspace.js';

export const command = defineCommand({
  positional: '',
  options: z.object({}),
  output: documentOf('pause', { steering: steeringSchema, isRunning: z.boolean() }),
  examples: [
    ['alm-migrate pause -w acme', 'lets what is in flight end, and sends nothing more until resume'],
  ],
  run: (context) =>
    withStore(context.workspace, async (store) => {
      writeSetting(store, SETTINGS.steering, 'pause');
      const steering = steeringOf(store);
      const isRunning = workspaceIsLocked(store);
      return {
        exitCode: EXIT.clean,
        output: { schema: { name: 'pause' as const, version: 1 as const }, steering, isRunning },
        text: steeringText(steering, isRunning),
      };
    }),
});
