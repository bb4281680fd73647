import { z } from 'zod';
import { eachOpenReject, openRejectCounts, type Store } from '../staging/index.js';
import { EXIT, reasonOf } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import type { ExportedRejects } from './rejects-export.js';
import { count, printable, table } from './wording.js';
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
    export: z
      .string()
      .optional()
      .describe('a folder: writes them into it, a file for each export, to be mended and staged again'),
  }),
  output: documentOf('rejects', {
    total: z.int(),
    byCode: z.array(z.object({ code: z.string(), count: z.int(), cause: z.string(), mend: z.string() })),
    rejects: z.array(reject),
    exported: z
      .array(
        z.object({
          file: z.string(),
          from: z.string(),
          encoding: z.string(),
          rejects: z.int(),
          leftOut: z.int(),
        }),
      )
      .nullable(),
  }),
  examples: [
    ['alm-migrate rejects --code PF-ROW-RAGGED', 'lists the rows with a missing or an extra cell'],
    [
      'alm-migrate rejects --export mend',
      'writes the rejects into the folder mend; mend them, then stage mend',
    ],
  ],
  run: async (context, options) =>
    withStore(context.workspace, async (store) => {
      const byCode = openRejectCounts(store)
        .filter((row) => options.code === undefined || row.code === options.code)
        .map((row) => ({ ...row, ...reasonOf(row.code) }));
      const total = byCode.reduce((sum, row) => sum + row.count, 0);
      const rejects: z.output<typeof reject>[] = [];
      for (const row of eachOpenReject(store)) {
        if (options.code !== undefined && row.code !== options.code) continue;
        rejects.push(row);
        if (rejects.length >= options.limit) break;
      }
      const exported =
        options.export === undefined ? null : await writeOut(store, options.export, options.code);
      const lines = rejects.flatMap((row) => [
        `${row.file}:${row.line}  ${row.code}  ${printable(row.message)}`,
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
              ...(exported === null ? [] : exportText(exported)),
              ...(more > 0 ? [`… and ${count(more, 'more', 'more')}: --limit ${total}`] : []),
            ].join('\n');
      return {
        exitCode: total === 0 ? EXIT.clean : EXIT.needsPerson,
        output: {
          schema: { name: 'rejects' as const, version: 1 as const },
          total,
          byCode,
          rejects,
          exported,
        },
        text,
      };
    }),
});

/** Loaded when it is asked for: with it come the readers of all formats. */
async function writeOut(
  store: Store,
  folder: string,
  code: string | undefined,
): Promise<readonly ExportedRejects[]> {
  const { exportRejects } = await import('./rejects-export.js');
  return exportRejects(store, folder, (row) => code === undefined || row.code === code);
}

function exportText(exported: readonly ExportedRejects[]): readonly string[] {
  return exported.map(({ file, rejects, leftOut }) => {
    const rest =
      leftOut > 0 ? `; ${count(leftOut, 'more', 'more')} cut off or empty, and not to be mended` : '';
    return `${file}: ${count(rejects, 'record')} to mend, then: alm-migrate stage ${file}${rest}`;
  });
}

function shorten(raw: string): string {
  const line = printable(raw.replaceAll(/\s+/g, ' '));
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
