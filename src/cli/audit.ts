import { join } from 'node:path';
import { z } from 'zod';
import { AUDIT_FORMATS } from '../reconcile/audit.js';
import { eachAttempt } from '../staging/index.js';
import { EXIT } from '../terms/index.js';
import { openArtefact } from './artefact.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import { count } from './wording.js';
import { FILES, withStore } from './workspace.js';

export const command = defineCommand({
  positional: '',
  options: z.object({
    format: z.enum(['csv', 'jsonl']).default('csv').describe('for a spreadsheet, or one JSON object a line'),
    output: z.string().optional().describe('the file; reports/audit.csv or .jsonl by default'),
  }),
  output: documentOf('audit', { file: z.string(), attempts: z.int().min(0) }),
  examples: [
    ['alm-migrate audit -w acme', 'every request that was sent and every look, with what ALM answered'],
    ['alm-migrate audit --format jsonl --output trail.jsonl', 'for a machine'],
  ],
  run: (context, { format, output }) =>
    withStore(context.workspace, async (store) => {
      const file = output ?? join(context.workspace, FILES.reports, `audit.${format}`);
      const { head, row } = AUDIT_FORMATS[format];
      const artefact = openArtefact(file);
      let attempts = 0;
      try {
        artefact.write(head);
        for (const attempt of eachAttempt(store)) {
          context.drain.throwIfAborted();
          artefact.write(row(attempt));
          attempts += 1;
        }
        artefact.finish();
      } finally {
        artefact.discard();
      }
      return {
        exitCode: EXIT.clean,
        output: { schema: { name: 'audit' as const, version: 1 as const }, file, attempts },
        text: `${count(attempts, 'attempt')} in ${file}`,
      };
    }),
});
