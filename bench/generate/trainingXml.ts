import { xmlDateTime } from './calendar.js';
import type { Course } from './courses.js';
import { pick } from './dice.js';
import type { Entry } from './entries.js';
import { doubleEncoded, xmlText } from './markup.js';
import type { QuirkName } from './quirks.js';
import type { Progress, Training } from './trainings.js';

/** The format has no token for exempt or passed (peoplefluent-facts 7.1): a site reports them as completed. */
const TOKENS: Readonly<Record<Progress, readonly string[]>> = Object.freeze({
  done: ['completed'],
  'under way': ['incomplete'],
  'not begun': ['enrolled', 'enrolled', 'waitlisted', 'pendingApproval'],
  'gave up': ['withdrawn', 'withdrawn', 'cancelled'],
  exempt: ['completed'],
  passed: ['completed'],
});

/** trainingHistoryXml: prefixed, nested where a program has parts; `exportedAt` is its dateCreated. */
export function* trainingXml(settings: {
  readonly entries: Iterable<Entry>;
  readonly exportedAt: number;
  readonly count: (quirk: QuirkName | null) => void;
  readonly eol: string;
}): Generator<string> {
  const { eol } = settings;
  yield '<?xml version="1.0" encoding="UTF-8"?>' +
    '<th:trainingHistory xmlns:th="urn:example:ekp:trainingHistory200510">' +
    `<th:dateCreated>${xmlDateTime(settings.exportedAt)}</th:dateCreated>${eol}`;
  let open = 0;
  let before = '';
  for (const entry of settings.entries) {
    const repeats = entry.quirk === 'duplicate' && before !== '';
    // Where only programs came before, there is nothing to repeat.
    settings.count(entry.quirk === 'duplicate' && !repeats ? null : entry.quirk);
    const record = repeats ? before : openRecord(entry);
    if (entry.parts > 0) {
      open = entry.parts;
      yield record;
    } else if (entry.parent !== null) {
      open -= 1;
      yield `${record}</th:trainingRecord>${open === 0 ? `</th:trainingRecord>${eol}` : ''}`;
    } else {
      before = record;
      yield `${record}</th:trainingRecord>${eol}`;
    }
  }
  yield `</th:trainingHistory>${eol}`;
}

/** All of a record but its end tag, so that parts can follow. */
function openRecord({ training, course, quirk }: Entry): string {
  const userId = quirk === 'unknown-user' ? `ghost${training.index}` : training.person.userId;
  const status =
    quirk === 'unknown-status' ? 'archivedByVendor' : pick(TOKENS[training.progress], training.index);
  return (
    `<th:trainingRecord${quirk === 'missing-id' ? '' : ` id="EKP${String(100_000_000 + training.index)}"`}>` +
    `<th:userId>${userId}</th:userId>${learningModule(course, quirk, training)}` +
    `<th:enrollmentDate>${xmlDateTime(training.enrolled)}</th:enrollmentDate>` +
    date('startDate', training.started) +
    (quirk === 'bad-date'
      ? '<th:endDate>2019-02-31T25:00:00.000+01:00</th:endDate>'
      : date('endDate', training.ended)) +
    `<th:overallStatus>${status}</th:overallStatus>` +
    (training.score === null ? '' : `<th:score>${training.score}</th:score>`) +
    date('lastAttemptDate', training.ended ?? training.started) +
    `<th:attemptCount>${training.attempts}</th:attemptCount>` +
    `<th:isSelfEnrolled>${training.selfEnrolled}</th:isSelfEnrolled><th:revision>0</th:revision>`
  );
}

function learningModule(course: Course, quirk: QuirkName | null, training: Training): string {
  const id = quirk === 'unmapped-course' ? `LOST-${training.index % 100}` : course.learningId;
  const title = quirk === 'double-encoded' ? doubleEncoded(course.title) : course.title;
  return (
    `<th:learningModule><th:id>${xmlText(id)}</th:id><th:title>${xmlText(title)}</th:title>` +
    `<th:type>${course.type}</th:type></th:learningModule>`
  );
}

function date(name: string, instant: number | null): string {
  return instant === null ? '' : `<th:${name}>${xmlDateTime(instant)}</th:${name}>`;
}
