import { METRICS_INTERVAL_MS } from './keep.js';
import { METRICS } from './table.js';

/** docs/reference/metrics.md, made from the table that writes the file. */
export function metricsPage(): string {
  const rows = METRICS.map(
    ({ name, type, help, labels }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  );
  return `# Metrics of a running apply

    alm-migrate apply -w acme --metrics /var/lib/node_exporter/textfile_collector/alm_migrate_acme.prom

writes the file every ${METRICS_INTERVAL_MS / 1000} seconds while \`apply\` runs, and once more at its end, in the text format that node_exporter's textfile collector reads (\`--collector.textfile.directory\`). The collector takes files that end in \`.prom\`. The file is written beside its place and renamed, so that nobody reads half of it. A file that cannot be written at the start is refused; later it is said once, and the run goes on.

This page is made from the table that writes the file; a test fails when they differ. Names, types and labels are stable. Every sample also has the label \`workspace\`, the absolute path of the workspace, so that several runs on one machine do not mix; give each its own file. Counters begin at 0 with each run, which \`rate()\` and \`increase()\` understand.

| metric | type | labels | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}

\`why\` is \`finished\`, \`limit\`, \`until\`, \`drained\` (Ctrl-C), \`aborted\` (Ctrl-C twice), \`maxFailures\`, \`failureShare\`, \`refused\` (ALM refuses every request) or \`error\`. What a \`code\` means is in [reasons.md](reasons.md).

## Alerts worth having

\`\`\`yaml
groups:
  - name: alm-migrate
    rules:
      - alert: MigrationDied # killed, or the machine went down: run apply again
        expr: alm_migrate_running == 1 and time() - alm_migrate_updated_timestamp_seconds > 120
      - alert: MigrationStoppedItself
        expr: alm_migrate_ended{why=~"maxFailures|failureShare|refused|error"} == 1
      - alert: MigrationStands
        expr: alm_migrate_running == 1 and alm_migrate_paused == 0 and sum without (state) (increase(alm_migrate_operations_settled_total[30m])) == 0
      - alert: MigrationFails
        expr: increase(alm_migrate_operations_failed_total[1h]) > 10
      - alert: AlmIsDown
        expr: alm_migrate_circuit_open == 1
        for: 15m
\`\`\`
`;
}
