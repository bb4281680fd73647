import type { MigrationConfig } from '../../mapping/index.js';
import type { TrainingCell } from '../../staging/index.js';
import type { Becomes, StatusProfile, YearProfile } from './profile.js';

/** The same records by status, by type and by year. */
export interface CellProfiles {
  readonly statuses: readonly StatusProfile[];
  readonly types: readonly { readonly type: string | null; readonly records: number }[];
  readonly years: readonly YearProfile[];
}

/** Adds the cells up; each of the three lists holds every record once. */
export function profileCells(cells: readonly TrainingCell[], config: MigrationConfig): CellProfiles {
  const statuses = new Map<string, { -readonly [Key in keyof StatusProfile]: StatusProfile[Key] }>();
  const types = new Map<string | null, number>();
  const years = new Map<string | null, { -readonly [Key in keyof YearProfile]: YearProfile[Key] }>();
  for (const { kind, term, text, type, year, count } of cells) {
    const external = kind === 'external';
    const becomes: Becomes = external ? config.external.statuses[term] : config.statuses[term];
    const key = JSON.stringify([external, term, text]);
    const status = statuses.get(key) ?? { term, text, external, becomes, records: 0 };
    status.records += count;
    statuses.set(key, status);
    types.set(type, (types.get(type) ?? 0) + count);
    const inYear = years.get(year) ?? { year, completions: 0, enrolments: 0, others: 0 };
    inYear[becomes === 'completion' ? 'completions' : becomes === 'enrolment' ? 'enrolments' : 'others'] +=
      count;
    years.set(year, inYear);
  }
  return {
    statuses: [...statuses.values()].sort((a, b) => b.records - a.records || compare(a.text, b.text)),
    types: [...types]
      .map(([type, records]) => ({ type, records }))
      .sort((a, b) => b.records - a.records || compare(a.type, b.type)),
    years: [...years.values()].sort((a, b) => compare(a.year, b.year)),
  };
}

/** What has no name comes last. */
function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
