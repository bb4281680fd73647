import type { ReportDifference } from '../../staging/index.js';

/** What the comparison wrote of one side of a difference. */
export interface Side {
  readonly state: string | null;
  readonly enrolledAt: string | null;
  readonly completedAt: string | null;
  readonly score: number | null;
  readonly durationSeconds: number | null;
  /** A person in words, `Ada Example <ada@example.com>, internal`, or the name of an external profile. */
  readonly person: string | null;
}

const NOTHING: Side = Object.freeze({
  state: null,
  enrolledAt: null,
  completedAt: null,
  score: null,
  durationSeconds: null,
  person: null,
});

/** Unpacks the JSON of one side; nothing on that side is a row of nulls. */
export function sideOf(subject: ReportDifference['subject'], json: string | null): Side {
  if (json === null) return NOTHING;
  const value = JSON.parse(json) as Readonly<Record<string, unknown>>;
  return {
    state: subject === 'completion' ? 'completed' : text(value.state),
    enrolledAt: text(value.enrolledAt),
    completedAt: text(value.completedAt),
    score: number(value.score),
    durationSeconds: number(value.durationSeconds),
    person: subject === 'person' ? personWords(value) : subject === 'profile' ? text(value.name) : null,
  };
}

function personWords(value: Readonly<Record<string, unknown>>): string {
  const name = text(value.name) ?? '';
  const id = text(value.uniqueId);
  const words = [
    `${name} <${text(value.email) ?? ''}>`.trim(),
    id === null ? null : `id ${id}`,
    text(value.userType)?.toLowerCase() ?? null,
    text(value.profileName),
    text(value.state)?.toLowerCase() ?? null,
  ];
  return words.filter((word) => word !== null).join(', ');
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
