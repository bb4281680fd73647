import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rowsOfTranscript, usersOfReport } from '../../src/alm/index.js';

/** A report as ALM might write it. */
function report(...lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-report-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'a.report');
  writeFileSync(file, lines.map((line) => `${line}\r\n`).join(''));
  return file;
}

async function all<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const list: Row[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

const HEADER =
  'Training ID,Weight,EMAIL,Instance,Status,Module,Enrollment Date (Asia/Calcutta TimeZone),Started Date (Asia/Calcutta TimeZone),Completion Date (Asia/Calcutta TimeZone),Quiz_Score,Time spent (minutes)';

describe('the learner transcript', () => {
  it('is read by the names of its columns, in any order, with columns that nobody has heard of', async () => {
    const file = report(
      `\uFEFF${HEADER}`,
      'course:1,0.5,ada@example.com,"Spring, late",Completed,,2020-01-01 09:00,Jan 02 2020 09:00 PM,"Sep 20, 2023 12:05 AM",88.5,',
      'course:1,0.5,ada@example.com,"Spring, late",In Progress,"Film ""One""",2020/01/01 09:00:30,2020-01-02T09:00:00.000Z,,n/a,90',
    );
    expect(await all(rowsOfTranscript(file))).toMatchObject([
      {
        trainingId: 'course:1',
        email: 'ada@example.com',
        userUniqueId: null,
        instanceName: 'Spring, late',
        module: null,
        status: 'completed',
        enrolledAt: { local: '2020-01-01T09:00:00', zone: 'Asia/Calcutta' },
        startedAt: { local: '2020-01-02T21:00:00', zone: 'Asia/Calcutta' },
        completedAt: { local: '2023-09-20T00:05:00', zone: 'Asia/Calcutta' },
        score: 88.5,
        maxScore: null,
        minutesSpent: null,
      },
      {
        module: { id: null, name: 'Film "One"', version: null },
        status: 'inProgress',
        enrolledAt: { local: '2020-01-01T09:00:30' },
        startedAt: { local: '2020-01-02T09:00:00Z' },
        completedAt: null,
        score: null,
        minutesSpent: 90,
      },
    ]);
  });

  it.each([
    [
      'a date of which nobody can say what is the day',
      '03/04/2020 09:00',
      'a date that cannot be read: 03/04/2020 09:00',
    ],
    ['a date without a time', '2020-04-03', 'a date that cannot be read: 2020-04-03'],
  ])('is refused with %s, by its line', async (_what, date, why) => {
    const file = report(HEADER, `course:1,,a@example.com,D,Completed,,,,${date},`);
    await expect(all(rowsOfTranscript(file))).rejects.toMatchObject({
      code: 'ALM-REPORT-UNREADABLE',
      message: expect.stringContaining(why) as string,
      place: { file, line: 2 },
    });
  });

  it.each([
    ['an unknown status', [HEADER, 'course:1,,a@example.com,D,Vanished,,,,,'], 'an unknown status: Vanished'],
    ['no column for the course', [HEADER.replace('Training ID', 'Id')], 'it has no column Training ID'],
    [
      'dates whose zone it does not name',
      [HEADER.replace('Completion Date (Asia/Calcutta TimeZone)', 'Completion Date')],
      'Completion Date',
    ],
    ['nothing in it', [], 'it is empty'],
    ['a quote that never ends', [HEADER, 'course:1,"'], 'Quote Not Closed'],
  ])('is refused with %s', async (_what, lines, why) => {
    await expect(all(rowsOfTranscript(report(...lines)))).rejects.toMatchObject({
      code: 'ALM-REPORT-UNREADABLE',
      message: expect.stringContaining(why) as string,
    });
  });

  it('is refused where it is an archive that breaks off', async () => {
    await expect(all(rowsOfTranscript(report('PK\u0003\u0004broken')))).rejects.toMatchObject({
      code: 'ALM-REPORT-UNREADABLE',
    });
  });
});

describe('the report of users', () => {
  it('knows its columns without regard to case, and types and states as ALM writes them', async () => {
    const file = report(
      'UserEmail,state,internalUserID,usertype,managerEmail,AF_Site',
      'ada@example.com,Active,101,Internal,boss@example.com,North',
      ',Deleted,102,EXTERNAL,,',
    );
    expect(await all(usersOfReport(file))).toEqual([
      {
        userId: '101',
        email: 'ada@example.com',
        name: null,
        userUniqueId: null,
        userType: 'INTERNAL',
        state: 'ACTIVE',
        profile: null,
        managerEmail: 'boss@example.com',
      },
      {
        userId: '102',
        email: null,
        name: null,
        userUniqueId: null,
        userType: 'EXTERNAL',
        state: 'DELETED',
        profile: null,
        managerEmail: null,
      },
    ]);
  });

  it.each([
    ['internalUserID', 'userEmail,userType'],
    ['userType', 'userEmail,internalUserID'],
  ])('is refused without the column %s', async (column, header) => {
    await expect(all(usersOfReport(report(header)))).rejects.toMatchObject({
      message: expect.stringContaining(column) as string,
    });
  });
});
