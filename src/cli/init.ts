import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { crosswalkTemplate, migrationJsonSchema, migrationTemplate } from '../mapping/index.js';
import { EXIT, Failure } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import { FILES } from './workspace.js';

const ENV_TEMPLATE = `# Credentials of ALM. Either the three of an application, or a token for a short rehearsal.
# This file stays on this machine: do not commit it, do not mail it.
ALM_CLIENT_ID=
ALM_CLIENT_SECRET=
ALM_REFRESH_TOKEN=
# ALM_ACCESS_TOKEN=
`;

export const command = defineCommand({
  positional: '[dir]',
  options: z.object({
    dir: z.string().optional().describe('the folder to make; the workspace (-w) by default'),
    timeZone: z.string().optional().describe('the zone of legacy times that name none, as in Europe/Berlin'),
    referenceDate: z.iso.date().optional().describe('the day of the exports, YYYY-MM-DD; today by default'),
    baseUrl: z.url().optional().describe("ALM's host, by region"),
  }),
  output: documentOf('init', {
    workspace: z.string(),
    written: z.array(z.string()),
    kept: z.array(z.string()),
  }),
  examples: [['alm-migrate init acme --time-zone America/Chicago', 'makes the folder acme']],
  run: async (context, options) => {
    const workspace = options.dir ?? context.workspace;
    const referenceDate = options.referenceDate ?? new Date(context.effects.now()).toISOString().slice(0, 10);
    const files: Record<string, string> = {
      [FILES.migration]: migrationTemplate({
        referenceDate,
        ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
        ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
      }),
      'migration.schema.json': `${JSON.stringify(migrationJsonSchema(), null, 2)}\n`,
      [FILES.crosswalk]: crosswalkTemplate(),
      '.env': ENV_TEMPLATE,
      '.gitignore': '.env\nmigration.db*\nreports/\n',
    };
    const written: string[] = [];
    const kept: string[] = [];
    try {
      mkdirSync(workspace, { recursive: true });
      for (const [name, text] of Object.entries(files)) {
        if (existsSync(join(workspace, name))) kept.push(name);
        else {
          writeFileSync(join(workspace, name), text, { mode: name === '.env' ? 0o600 : 0o644 });
          written.push(name);
        }
      }
    } catch (error) {
      throw new Failure('INIT-NOT-WRITABLE', `the workspace cannot be made: ${(error as Error).message}`, {
        remedy: 'choose a folder that this user may write: alm-migrate init DIR',
        place: { file: workspace },
        cause: error,
      });
    }
    const lines = [
      `Workspace ${workspace}`,
      ...written.map((name) => `  written  ${name}`),
      ...kept.map((name) => `  kept     ${name} (it was there)`),
      '',
      'Next: put the credentials into .env, look through migration.yaml, then',
      `  alm-migrate stage -w ${workspace} EXPORT...`,
    ];
    return {
      exitCode: EXIT.clean,
      output: { schema: { name: 'init' as const, version: 1 as const }, workspace, written, kept },
      text: lines.join('\n'),
    };
  },
});
