import { z } from 'zod';
import { eachReject, rejectCounts } from '../staging/index.js';
import { EXIT, reasonOf } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import { count, table } from './wording.js';
import { withStore } from './workspace.js';

const reject = z.object({
  file: z.string(),
  ordinal: z.int(),
  line: z.int(),
  code: z.string(),
  message: z.string(),
  raw: z.string(),
});

export const command = defineCommand({
  positional: '',
  options: z.object({
    limit: z.int().min(1).default(50).describe('how many are listed at the most'),
    code: z.string().optional().describe('only those with this code'),
  }),
  output: documentOf('rejects', {
    total: z.int(),
    byCode: z.array(z.object({ code: z.string(), count: z.int(), cause: z.string(), mend: z.string() })),
    rejects: z.array(reject),
  }),
  examples: [['alm-migrate rejects --code PF-CSV-CELLS', 'lists the rows with a missing or an extra cell']],
  run: async (context, options) =>
    withStore(context.workspace, async (store) => {
      const byCode = rejectCounts(store)
        .filter((row) => options.code === undefined || row.code === options.code)
        .map((row) => ({ ...row, ...reasonOf(row.code) }));
      const total = byCode.reduce((sum, row) => sum + row.count, 0);
      const rejects: z.output<typeof reject>[] = [];
      for (const row of eachReject(store)) {
        if (options.code !== undefined && row.code !== options.code) continue;
        rejects.push(row);
        if (rejects.length >= options.limit) break;
      }
      const lines = rejects.flatMap((row) => [
        `${row.file}:${row.line}  ${row.code}  ${row.message}`,
        `    ${shorten(row.raw)}`,
      ]);
      const more = total - rejects.length;
      const text =
        total === 0
          ? 'No rejects: every record of the files was staged.'
          : [
              `${count(total, 'record')} could not be staged`,
              table(byCode.map((row) => [row.count, row.code, `${row.cause}; ${row.mend}`])),
              '',
              ...lines,
              ...(more > 0 ? [`… and ${count(more, 'more', 'more')}: --limit ${total}`] : []),
            ].join('\n');
      return {
        exitCode: total === 0 ? EXIT.clean : EXIT.needsPerson,
        output: { schema: { name: 'rejects' as const, version: 1 as const }, total, byCode, rejects },
        text,
      };
    }),
});

function shorten(raw: string): string {
  const line = raw.replaceAll(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
