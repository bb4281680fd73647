/**
 * trainingHistoryXml and completedTrainingRecordsXml. The fields are those of records.xsd, the
 * sibling's schema (peoplefluent-facts 1.2): the 200510 schema itself is not public.
 */
import type { Finding, LegacyTime, StatusTerm, TrainingRecord } from '../../terms/index.js';
import { xmlTime } from '../values/dates.js';
import { learningType } from '../values/learningTypes.js';
import { transcriptStatus } from '../values/statuses.js';
import type { Gathered, Shape, Shaped } from './shape.js';

const SLOTS = Object.freeze([
  'userId',
  'learningModule.id',
  'learningModule.title',
  'learningModule.type',
  'enrollmentDate',
  'startDate',
  'endDate',
  'overallStatus',
  'score',
] as const);

function toRecord(gathered: Gathered): Shaped {
  const [userId, learningId, title, type, enrolled, started, ended, status, score] = gathered.values;
  const { id, findings } = gathered;
  if (id === null) {
    return { type: 'reject', code: 'PF-RECORD-ID-MISSING', message: 'the trainingRecord has no id' };
  }
  if (userId === undefined) {
    return { type: 'reject', code: 'PF-USER-ID-MISSING', message: `the trainingRecord ${id} has no userId` };
  }
  if (learningId === undefined) {
    return {
      type: 'reject',
      code: 'PF-LEARNING-ID-MISSING',
      message: `the trainingRecord ${id} has no id of its learningModule`,
    };
  }
  const record: TrainingRecord = {
    kind: 'transcript',
    key: id,
    userId: userId.toLowerCase(),
    learningId,
    title: title ?? null,
    learningType: typeOf(type, findings),
    parentId: gathered.parentId,
    sessionCode: null,
    status: status ?? null,
    statusTerm: statusOf(status, findings),
    enrolledAt: timeOf(enrolled, 'enrollmentDate', findings),
    startedAt: timeOf(started, 'startDate', findings),
    endedAt: timeOf(ended, 'endDate', findings),
    score: scoreOf(score, findings),
    timeZone: null,
    details: gathered.details,
  };
  return { type: 'training', record, findings };
}

function timeOf(text: string | undefined, field: string, findings: Finding[]): LegacyTime | null {
  if (text === undefined) return null;
  const time = xmlTime(text);
  if (time !== null) return time;
  findings.push({ code: 'PF-DATE-UNREADABLE', field, value: text });
  return text;
}

function typeOf(text: string | undefined, findings: Finding[]): string | null {
  if (text === undefined) return null;
  const type = learningType(text);
  if (type !== null) return type;
  findings.push({ code: 'PF-TYPE-UNKNOWN', field: 'learningModule.type', value: text });
  return text;
}

function statusOf(text: string | undefined, findings: Finding[]): StatusTerm {
  const term = text === undefined ? null : transcriptStatus(text);
  if (term !== null) return term;
  const code = text === undefined ? 'PF-STATUS-MISSING' : 'PF-STATUS-UNKNOWN';
  findings.push({ code, field: 'overallStatus', value: text ?? '' });
  return 'unknown';
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

function scoreOf(text: string | undefined, findings: Finding[]): string | null {
  if (text === undefined) return null;
  if (!DECIMAL.test(text)) findings.push({ code: 'PF-NUMBER-UNREADABLE', field: 'score', value: text });
  return text;
}

export const TRAINING: Shape = Object.freeze({
  table: {
    record: 'trainingRecord',
    nested: true,
    stamp: 'dateCreated',
    slots: SLOTS,
    // links of the portal's pages: addresses of the old site, nothing about the learner (facts 1.2)
    skipped: ['link'],
  },
  idAttribute: true,
  toRecord,
});
