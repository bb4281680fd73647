import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { DEMO } from './world.js';

/** One line of `records.csv`, the report's word on every record of the exports. */
export type RecordRow = Readonly<Record<string, string>>;

const CODES = Object.freeze({
  email: 'MAP-USER-WITHOUT-EMAIL',
  closed: 'MAP-USER-CLOSED',
  clash: 'MAP-USER-EMAIL-CLASH',
  status: 'MAP-STATUS-LEFT-OUT',
  course: 'MAP-COURSE-LEFT-OUT',
  undated: 'MAP-COMPLETION-WITHOUT-DATE',
});

/**
 * What the demo's README says must become of what is planted in it: the file, a user or a text of the
 * record's first line, the fate, and then the reason's code, or for `expected` the date and the score.
 */
export const PLANTED: readonly (readonly [file: string, text: string, fate: string, detail: string])[] = [
  ['users.xml', 'tvogel', 'leftOut', CODES.email],
  ['users.xml', 'ukaya', 'leftOut', CODES.closed],
  ['users.xml', 'vwerner', 'quarantined', CODES.clash],
  ['users.xml', 'vwerner2', 'quarantined', CODES.clash],
  ['users.xml', 'wmoreau', 'expected', ''],
  ['users.xml', 'xarnaud', 'expected', ''],
  ['training-history.xml', 'EKP000076801', 'expected', '2022-03-15T13:30:00.000Z 92'],
  ['training-history.xml', 'EKP000076802', 'expected', '2021-06-01T14:00:00.000Z 88'],
  ['training-history.xml', 'EKP000076803', 'merged', ''],
  ['training-history.xml', 'EKP000076804', 'expected', '2023-02-13T08:05:30.970Z 85'],
  ['training-history.xml', 'EKP000076805', 'leftOut', CODES.course],
  ['training-history.xml', 'EKP000076806', 'expected', '2024-01-09T10:30:13.970Z 87.5'],
  ['training-history.xml', 'EKP000076807', 'expected', '2024-01-10T10:00:00.000Z 95'],
  ['training-history.xml', 'EKP000076808', 'expected', ''],
  ['training-history.xml', 'EKP000076809', 'leftOut', CODES.course],
  ['training-history.xml', 'EKP000076810', 'expected', '2023-09-05T09:00:00.000Z 70'],
  ['training-history.xml', 'EKP000076811', 'expected', '2023-09-29T13:00:00.000Z'],
  ['training-history.xml', 'EKP000076812', 'expected', '2020-04-07T08:00:00.000Z 90'],
  ['training-history.xml', 'EKP000076813', 'merged', ''],
  ['training-history.xml', 'EKP000076814', 'expected', '2021-10-05T07:40:00.000Z'],
  ['training-history.xml', 'EKP000076815', 'merged', ''],
  ['training-history.xml', 'EKP000076816', 'quarantined', 'MAP-DATE-UNREADABLE'],
  ['training-history.xml', 'EKP000076817', 'quarantined', 'MAP-STATUS-UNKNOWN'],
  ['training-history.xml', 'EKP000076818', 'quarantined', 'MAP-COURSE-UNMAPPED'],
  ['training-history.xml', 'EKP000076819', 'quarantined', 'MAP-COURSE-UNMAPPED'],
  ['training-history.xml', 'EKP000076820', 'leftOut', CODES.course],
  ['training-history.xml', 'EKP000076821', 'expected', '2022-09-06T06:00:00.000Z'],
  ['training-history.xml', 'EKP000076822', 'expected', ''],
  ['training-history.xml', 'EKP000076823', 'expected', ''],
  ['training-history.xml', 'EKP000076824', 'leftOut', CODES.status],
  ['training-history.xml', 'EKP000076825', 'leftOut', CODES.status],
  ['training-history.xml', 'EKP000076826', 'quarantined', CODES.undated],
  ['training-history.xml', 'EKP000076827', 'leftOut', CODES.status],
  ['training-history.xml', 'EKP000076828', 'leftOut', CODES.status],
  ['training-history.xml', 'EKP000076829', 'quarantined', 'MAP-DATE-OUT-OF-RANGE'],
  ['training-history.xml', 'EKP000076830', 'quarantined', 'MAP-DATE-IN-FUTURE'],
  ['training-history.xml', 'EKP000076831', 'quarantined', 'MAP-USER-MISSING'],
  ['training-history.xml', 'EKP000076833', 'leftOut', CODES.email],
  ['training-history.xml', 'EKP000076834', 'leftOut', CODES.closed],
  ['training-history.xml', 'EKP000076835', 'leftOut', CODES.closed],
  ['training-history.xml', 'EKP000076836', 'quarantined', CODES.clash],
  ['training-history.xml', 'EKP000076837', 'quarantined', CODES.clash],
  ['training-history.csv', '230979_eng;FFernandez;', 'expected', '2018-06-20T15:00:00.000Z'],
  ['training-history.csv', '230979_eng;;', 'leftOut', 'MAP-SESSION-ROW'],
  ['training-history.csv', '230979_eng;clefevre;', 'expected', '2019-05-14T14:00:00.000Z'],
  ['training-history.csv', '230979_eng;DNakamura;', 'expected', '2019-05-14T14:00:00.000Z'],
  ['training-history.csv', '230979_eng;EMueller;', 'expected', '2015-03-11T15:30:00.000Z'],
  ['training-history.csv', '230979_eng;GHughes;', 'expected', ''],
  ['training-history.csv', '230979_eng;HJorgensen;', 'expected', ''],
  ['training-history.csv', '230979_eng;IOBrien;', 'leftOut', CODES.status],
  ['training-history.csv', '230979_eng;JPena;', 'leftOut', CODES.status],
  ['training-history.csv', '230979_eng;KWeiss;', 'leftOut', CODES.status],
  ['training-history.csv', '_pc_ls_laqs053;MYilmaz;', 'expected', '2022-10-30T00:30:00.000Z'],
  ['training-history.csv', 'FORK-04;TVogel;', 'leftOut', CODES.email],
  ['training-history.csv', 'FORK-04;UKaya;', 'leftOut', CODES.closed],
  ['external-training.csv', 'EXT0001,', 'expected', '2019-03-08T15:00:00.000Z 87'],
  ['external-training.csv', 'EXT0002,', 'expected', '2020-02-13T23:00:00.000Z'],
  ['external-training.csv', 'EXT0003,', 'expected', '2022-01-27T23:00:00.000Z'],
  ['external-training.csv', 'EXT0004,', 'expected', '2020-06-25T22:00:00.000Z 92'],
  ['external-training.csv', 'EXT0005,', 'quarantined', CODES.undated],
  ['external-training.csv', 'EXT0006,', 'quarantined', 'MAP-EXTERNAL-UNMAPPED'],
  ['external-training.csv', 'EXT0007,', 'leftOut', CODES.status],
  ['external-training.csv', 'EXT0008,', 'leftOut', CODES.status],
  ['external-training.csv', 'EXT0009,', 'leftOut', CODES.status],
  ['external-training.csv', 'A,EXT0010,', 'merged', ''],
  ['external-training.csv', 'D,EXT0010,', 'leftOut', 'MAP-EXTERNAL-DELETED'],
  ['external-training.csv', 'EXT0011,', 'expected', '2021-07-09T14:00:00.000Z'],
];

export function readRecords(workspace: string): readonly RecordRow[] {
  const text = readFileSync(join(workspace, 'reports', 'records.csv'), 'utf8');
  return parse(text, { bom: true, columns: true }) as RecordRow[];
}

/** What the report says of this user's account, or of the record that begins on the line with this text. */
export function fateOf(records: readonly RecordRow[], file: string, text: string): string {
  const lines = readFileSync(join(DEMO, file), 'utf8').split('\n');
  const line = String(lines.findIndex((each) => each.includes(text)) + 1);
  const row = records.find(
    (each) =>
      basename(each.file ?? '') === file && (each.kind === 'user' ? each.user === text : each.line === line),
  );
  if (row === undefined) return `${file} ${text}: not in records.csv`;
  const done = [row.expected_completed_at, row.expected_score].filter((part) => part !== '').join(' ');
  return `${file} ${text}: ${row.fate} ${row.fate === 'expected' ? done : row.fate_code}`;
}
