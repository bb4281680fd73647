import type { ReasonCode, StatusTerm } from '../terms/index.js';
import type { MigrationConfig } from './config-schema.js';
import { detailOf } from './details.js';
import { readDuration } from './durations.js';
import type { Candidate, Excluded, StagedTraining } from './outcome.js';
import { readScore } from './scores.js';
import { inFuture, outOfRange, readTime } from './times.js';
import { endOfDay } from './zones.js';

/**
 * What one record says by itself: that it can count, as what and with which dates; or why not.
 * It knows no other record and no course, so that the order of records cannot matter.
 */
export function judge(record: StagedTraining, config: MigrationConfig): Candidate | Excluded {
  if (record.userId === '') return SESSION_ROW;
  if (record.goneFrom !== undefined && record.goneFrom !== null) return GONE;
  if (record.kind === 'external' && actionOf(record) === 'D') return DELETED;
  const table = record.kind === 'external' ? config.external.statuses : config.statuses;
  switch (table[record.statusTerm]) {
    case 'leaveOut':
      return { fate: 'leftOut', code: 'MAP-STATUS-LEFT-OUT', note: record.statusTerm };
    case 'quarantine':
      return record.statusTerm === 'unknown'
        ? { fate: 'quarantined', code: 'MAP-STATUS-UNKNOWN', note: record.status }
        : { fate: 'quarantined', code: 'MAP-STATUS-QUARANTINED', note: record.statusTerm };
    case 'completion':
      return judgeCompletion(record, config);
    case 'enrolment':
      return judgeEnrolment(record, config);
  }
}

export function isExcluded(judged: Candidate | Excluded): judged is Excluded {
  return 'fate' in judged;
}

const SESSION_ROW: Excluded = { fate: 'leftOut', code: 'MAP-SESSION-ROW', note: null };
const GONE: Excluded = { fate: 'leftOut', code: 'MAP-RECORD-GONE', note: null };
const DELETED: Excluded = { fate: 'leftOut', code: 'MAP-EXTERNAL-DELETED', note: null };
const NO_NOTES: readonly ReasonCode[] = Object.freeze([]);

/** Completions that say how they came about (peoplefluent-facts 7.1: carry a flag). */
const STATUS_NOTES: Readonly<Partial<Record<StatusTerm, ReasonCode>>> = Object.freeze({
  selfAsserted: 'MAP-STATUS-SELF-ASSERTED',
  waived: 'MAP-STATUS-WAIVED',
});

function judgeCompletion(record: StagedTraining, config: MigrationConfig): Candidate | Excluded {
  if (record.endedAt === null) {
    return { fate: 'quarantined', code: 'MAP-COMPLETION-WITHOUT-DATE', note: record.statusTerm };
  }
  const end = readDate('endedAt', record.endedAt, record, config);
  if (end.fault !== null) return end.fault;
  const notes = [...end.notes];
  const flag = STATUS_NOTES[record.statusTerm];
  if (flag !== undefined) notes.push(flag);

  const start = readAtMost('startedAt', end.epoch, record, config);
  if (start.fault !== null && config.records.unusableStart === 'quarantine') return start.fault;
  if (start.fault !== null) notes.push('MAP-START-LEFT-OFF');
  else if (start.moved) notes.push('MAP-START-AFTER-COMPLETION');
  else notes.push(...start.notes);

  const enrolment = readAtMost('enrolledAt', start.epoch ?? end.epoch, record, config);
  if (enrolment.fault !== null && config.records.unusableEnrolment === 'quarantine') return enrolment.fault;
  if (enrolment.fault !== null) notes.push('MAP-ENROLMENT-LEFT-OFF');
  else if (enrolment.moved) notes.push('MAP-ENROLMENT-AFTER-COMPLETION');
  else notes.push(...enrolment.notes);

  const { score, code } = readScore(record.score, record.learningId, config.scores);
  if (code !== null) notes.push(code);
  const duration = readDuration(record, config.external);
  if (duration.code !== null) notes.push(duration.code);
  return {
    record,
    enrolled: enrolment.epoch,
    started: start.epoch,
    completed: end.epoch,
    score,
    duration: duration.seconds,
    notes: distinct(notes),
  };
}

/** Of an enrolment only its own date matters; a start that cannot be carried does not stop it. */
function judgeEnrolment(record: StagedTraining, config: MigrationConfig): Candidate | Excluded {
  const notes: ReasonCode[] = [];
  let enrolled: number | null = null;
  if (record.enrolledAt !== null) {
    const reading = readDate('enrolledAt', record.enrolledAt, record, config);
    if (reading.fault !== null) return reading.fault;
    enrolled = reading.epoch;
    notes.push(...reading.notes);
  }
  let started: number | null = null;
  if (record.startedAt !== null) {
    // A session that has yet to begin has a start in the future; nobody has started it.
    const reading = readDate('startedAt', record.startedAt, record, config);
    started = reading.epoch;
    notes.push(...(reading.fault === null ? reading.notes : (['MAP-START-LEFT-OFF'] as const)));
  }
  return { record, enrolled, started, completed: null, score: null, duration: null, notes: distinct(notes) };
}

type DateField = 'enrolledAt' | 'startedAt' | 'endedAt';
type DateReading =
  | { readonly fault: null; readonly epoch: number; readonly notes: readonly ReasonCode[] }
  | { readonly fault: Excluded; readonly epoch: null; readonly notes: readonly ReasonCode[] };

/** A date that ALM can hold and that lies not after the reference date, or what is wrong with it. */
function readDate(
  field: DateField,
  text: string,
  record: StagedTraining,
  config: MigrationConfig,
): DateReading {
  const reading = readTime(text, zoneOf(record, config));
  const code = reading.ok
    ? (outOfRange(reading.epoch) ?? inFuture(reading.epoch, dayAfterReference(config)))
    : reading.code;
  if (code !== null || !reading.ok) {
    return { fault: fault(code ?? 'MAP-DATE-UNREADABLE', field, text, record), epoch: null, notes: NO_NOTES };
  }
  return { fault: null, epoch: reading.epoch, notes: noteOf(reading.note) };
}

interface BoundedReading {
  readonly fault: Excluded | null;
  readonly epoch: number | null;
  readonly moved: boolean;
  readonly notes: readonly ReasonCode[];
}
const ABSENT: BoundedReading = { fault: null, epoch: null, moved: false, notes: NO_NOTES };

/** A date that must not lie after `latest`; one that does is moved there. Absent is no fault. */
function readAtMost(
  field: 'enrolledAt' | 'startedAt',
  latest: number,
  record: StagedTraining,
  config: MigrationConfig,
): BoundedReading {
  const text = record[field];
  if (text === null) return ABSENT;
  const reading = readTime(text, zoneOf(record, config));
  if (!reading.ok) {
    return { fault: fault(reading.code, field, text, record), epoch: null, moved: false, notes: NO_NOTES };
  }
  if (reading.epoch > latest) return { fault: null, epoch: latest, moved: true, notes: NO_NOTES };
  const code = outOfRange(reading.epoch);
  if (code !== null)
    return { fault: fault(code, field, text, record), epoch: null, moved: false, notes: NO_NOTES };
  return { fault: null, epoch: reading.epoch, moved: false, notes: noteOf(reading.note) };
}

function fault(code: ReasonCode, field: DateField, text: string, record: StagedTraining): Excluded {
  const value = code === 'MAP-ZONE-UNKNOWN' ? (record.timeZone ?? '') : text;
  return { fate: 'quarantined', code, note: `${field} ${value}` };
}

const GAP: readonly ReasonCode[] = Object.freeze(['MAP-TIME-GAP']);
const OVERLAP: readonly ReasonCode[] = Object.freeze(['MAP-TIME-OVERLAP']);

function noteOf(note: 'gap' | 'overlap' | null): readonly ReasonCode[] {
  return note === null ? NO_NOTES : note === 'gap' ? GAP : OVERLAP;
}

function distinct(notes: readonly ReasonCode[]): readonly ReasonCode[] {
  return notes.length === 0 ? NO_NOTES : notes.length === 1 ? notes : [...new Set(notes)];
}

function zoneOf(record: StagedTraining, config: MigrationConfig): string {
  const own = record.timeZone;
  if (own === null || own === '') return config.source.timeZone;
  const { timeZones } = config.source;
  return (Object.hasOwn(timeZones, own) ? timeZones[own] : undefined) ?? own;
}

/** Asked once for each configuration: zone rules cost too much to ask for each record. */
const DAYS_AFTER = new WeakMap<MigrationConfig, number>();

function dayAfterReference(config: MigrationConfig): number {
  let day = DAYS_AFTER.get(config);
  if (day === undefined) {
    day = endOfDay(config.source.referenceDate, config.source.timeZone);
    DAYS_AFTER.set(config, day);
  }
  return day;
}

/** The external loader's action column (peoplefluent-facts 4.2). */
function actionOf(record: StagedTraining): string {
  return (detailOf(record.details, 'Action') ?? '').trim().toUpperCase();
}
