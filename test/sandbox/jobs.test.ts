import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Answer, DONE, enrolQuery, gradeBody, NOON, openWorld, userBody, type World } from './world.js';

const submit = (world: World, jobType: string, payload: object = {}): Promise<Answer> =>
  world.api('POST', '/jobs', {
    body: { data: { type: 'job', attributes: { description: 'd', jobType, payload } } },
  });

const WINDOW = { fromDate: '2022-01-01T00:00:00.000Z', toDate: '2026-12-31T23:59:59.999Z' };

/** Looks twice at a job, as the default has it, and fetches its file as rows of a simple CSV. */
async function fetched(world: World, submitted: Answer): Promise<string[][]> {
  const id = String(submitted.json.data?.id);
  await world.api('GET', `/jobs/${id}`);
  const done = await world.api('GET', `/jobs/${id}`);
  expect(done.json.data?.attributes?.status?.code).toBe('Completed');
  const response = await fetch(String(done.json.data?.attributes?.status?.data?.s3Url));
  expect(response.status).toBe(200);
  const text = await response.text();
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
}

/** The part of yauzl that is used here: it comes without types. */
interface Yauzl {
  fromBuffer(bytes: Buffer, done: (error: Error | null, zip: Zip) => void): void;
}
interface Zip {
  once(event: 'entry', listener: (entry: { readonly fileName: string }) => void): void;
  openReadStream(entry: unknown, done: (error: Error | null, stream: Readable) => void): void;
}
const yauzl = createRequire(import.meta.url)('yauzl') as Yauzl;

/** Name and text of an archive's first file, by a reader that is not ours. */
function unzipped(bytes: Buffer): Promise<readonly [name: string, text: string]> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, (broken, zip) => {
      if (broken !== null) return reject(broken);
      zip.once('entry', (entry) => {
        zip.openReadStream(entry, (unreadable, stream) => {
          if (unreadable !== null) return reject(unreadable);
          stream
            .toArray()
            .then((parts) => resolve([entry.fileName, Buffer.concat(parts).toString('utf8')]), reject);
        });
      });
    });
  });
}

describe('jobs', () => {
  it('are submitted, run, and complete with a file on another host', async () => {
    const world = await openWorld();
    const submitted = await submit(world, 'generateUsers', { expandMetadata: true });
    expect(submitted.status).toBe(200);
    expect(submitted.json.data).toEqual({
      id: '43001',
      type: 'job',
      attributes: {
        dateCreated: new Date(NOON).toISOString(),
        description: 'd',
        jobType: 'generateUsers',
        payload: { expandMetadata: true },
        status: { code: 'Submitted' },
      },
    });
    const running = await world.api('GET', '/jobs/43001');
    expect(running.json.data?.attributes?.status).toEqual({ code: 'InProgress' });
    const done = await world.api('GET', '/jobs/43001');
    const address = String(done.json.data?.attributes?.status?.data?.s3Url);
    expect(new URL(address).origin).not.toBe(world.sandbox.url);
    expect((await fetch(address)).status).toBe(200);
    expect((await fetch(address, { headers: { authorization: `oauth ${world.token}` } })).status).toBe(400);
    expect((await fetch(address.replace('43001', '43002'))).status).toBe(403);
  });

  it('list every user with both ids, the deleted too', async () => {
    const world = await openWorld();
    await world.api('DELETE', '/users/104');
    await world.api('POST', '/users', {
      body: userBody('n@example.com', 'Doe "J", Jo', { fields: { City: 'Ulm' } }),
    });
    const rows = await fetched(world, await submit(world, 'generateUsers'));
    expect(rows[0]?.slice(0, 3)).toEqual(['internalUserID', 'userEmail', 'customerDefinedUniqueUserId']);
    expect(rows[0]?.at(-1)).toBe('AF_City');
    expect(rows.slice(1).map((row) => row[0])).toEqual(['101', '102', '103', '104', '20000001']);
    expect(rows[4]?.[6]).toBe('DELETED');
    expect(rows[5]?.join(',')).toContain('"Doe ""J"", Jo"');
  });

  it('write a transcript to the minute, with a row for each module that was begun', async () => {
    const world = await openWorld();
    await world.api('POST', '/users/101/enrollments', { query: enrolQuery('course:8_801') });
    const grade = { ...DONE, score: 7, maxScore: 10, duration: 120 };
    await world.api('POST', '/users/101/userModuleGrade', { body: gradeBody('101', '8_81_0', grade) });
    const payload = { ...WINDOW, users: '101', includeModuleLevelDetails: 'true' };
    const rows = await fetched(world, await submit(world, 'generateLearnerTranscript', payload));
    const [header = [], whole = [], module = []] = rows;
    const cell = (row: readonly string[], name: string): string | undefined => row[header.indexOf(name)];
    expect(rows).toHaveLength(3);
    expect(cell(whole, 'email')).toBe('ada@example.com');
    expect(cell(whole, 'Completion Date (UTC TimeZone)')).toBe('2023-09-20 09:36');
    expect([
      cell(whole, 'Status'),
      cell(whole, 'Grade'),
      cell(whole, 'Training ID'),
      cell(whole, 'Module'),
    ]).toEqual(['Completed', 'Pass', 'course:8', '']);
    expect([
      cell(module, 'Module ID'),
      cell(module, 'Quiz Score'),
      cell(module, 'Quiz_score_max'),
      cell(module, 'Time Spent(minutes)'),
    ]).toEqual(['81', '7', '10', '2']);
  });

  it('leave out what has no date within the window, and the deleted unless they are asked for', async () => {
    const world = await openWorld();
    const count = async (payload: object): Promise<number> =>
      (await fetched(world, await submit(world, 'generateLearnerTranscript', payload))).length - 1;
    expect(await count({ fromDate: '2024-01-01T00:00:00.000Z', toDate: '2024-02-01T00:00:00.000Z' })).toBe(1);
    expect(await count({ fromDate: '2020-01-01T00:00:00.000Z', toDate: '2024-12-31T00:00:00.000Z' })).toBe(2);
    await world.api('DELETE', '/users/102');
    expect(await count(WINDOW)).toBe(0);
    expect(await count({ ...WINDOW, includeDeletedLearners: 'true' })).toBe(1);
  });

  it('are one at a time and five a day of each type', async () => {
    let now = NOON;
    const world = await openWorld({ now: () => now });
    await submit(world, 'generateUsers');
    expect((await submit(world, 'generateLearnerTranscript', WINDOW)).json.title).toBe('JOB_IN_PROGRESS');
    for (let at = 0; at < 4; at += 1) {
      await world.api('GET', '/jobs');
      await world.api('GET', '/jobs');
      expect((await submit(world, 'generateUsers')).status).toBe(200);
    }
    await world.api('GET', '/jobs');
    await world.api('GET', '/jobs');
    expect((await submit(world, 'generateUsers')).json.title).toBe('JOB_QUOTA_EXCEEDED');
    expect((await submit(world, 'generateLearnerTranscript', WINDOW)).status).toBe(200);
    now += 86_400_000;
    await world.api('GET', '/jobs');
    await world.api('GET', '/jobs');
    expect((await submit(world, 'generateUsers')).status).toBe(200);
    const newest = await world.api('GET', '/jobs', { query: { sort: '-id', 'page[limit]': '2' } });
    expect((newest.json.data as unknown as { id: string }[]).map((job) => job.id)).toEqual([
      '43007',
      '43006',
    ]);
  });

  it('answer in the newer, flat shape and with a zip where they are told so', async () => {
    const world = await openWorld({ jobs: { shape: 'flat', file: 'zip', polls: 0 } });
    const submitted = await submit(world, 'generateUsers');
    expect([submitted.status, submitted.json.status]).toEqual([202, 'IN_PROGRESS']);
    const done = await world.api('GET', `/jobs/${String(submitted.json.id)}`);
    expect(done.json.status).toBe('COMPLETED');
    const response = await fetch(String(done.json.result?.downloadUrl));
    const [name, text] = await unzipped(Buffer.from(await response.arrayBuffer()));
    expect(name).toBe('generateUsers.csv');
    expect(text).toContain('101,ada@example.com,aable,');
  });

  it.each([
    ['generateEverything', {}, 'jobType'],
    ['generateLearnerTranscript', {}, 'fromDate'],
    ['generateLearnerTranscript', { ...WINDOW, toDate: '2027-01-01T00:00:00.001Z' }, 'five years'],
    ['generateLearnerTranscript', { ...WINDOW, toDate: '2021-01-01T00:00:00.000Z' }, 'five years'],
    [
      'generateLearnerTranscript',
      { ...WINDOW, includeModuleLevelDetails: true },
      'includeModuleLevelDetails',
    ],
  ])('refuse %s with %o', async (jobType, payload, info) => {
    const world = await openWorld();
    const answer = await submit(world, jobType, payload);
    expect(answer.status).toBe(400);
    expect(answer.json.source?.info).toContain(info);
    expect((await world.api('GET', '/jobs/43001')).status).toBe(400);
  });
});
