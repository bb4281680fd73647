import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AlmAnswer,
  canSync,
  fetchForeignFile,
  isFollowable,
  jobEnd,
  parseStarted,
  runStatus,
  startRunRequest,
} from '../../src/alm/index.js';

function answer(status: number, body: unknown): AlmAnswer {
  return { status, headers: {}, body, text: JSON.stringify(body), requestId: 'r1', durationMs: 1 };
}

const YES = { status: 'OK', title: 'BULKIMPORT_CAN_SYNC_NOW', source: { info: 'Yes' } };
const NO = {
  status: 'BAD_REQUEST',
  title: 'BULKIMPORT_ERROR_CANNOT_SYNC',
  source: { info: 'Error, No active projects' },
};

describe('whether a run may begin', () => {
  it('is told by the body, whichever HTTP status a no comes with', async () => {
    expect(await canSync(async () => answer(200, YES), null)).toEqual({ can: true });
    for (const status of [200, 400]) {
      expect(await canSync(async () => answer(status, NO), null)).toEqual({
        can: false,
        info: 'Error, No active projects',
      });
    }
  });

  it('is no answer where the token or the role is refused', async () => {
    const forbidden = { status: 'FORBIDDEN', title: 'Forbidden' };
    await expect(canSync(async () => answer(403, forbidden), null)).rejects.toMatchObject({ status: 403 });
    await expect(canSync(async () => answer(200, { data: [] }), null)).rejects.toMatchObject({
      name: 'AlmMisunderstood',
    });
  });

  it('is asked of one project where the account has several', async () => {
    const asked: unknown[] = [];
    await canSync(async (request) => {
      asked.push(request.query);
      return answer(200, YES);
    }, '2509173');
    expect(asked).toEqual([{ migrationProjectId: '2509173' }]);
  });
});

describe('a start', () => {
  it('leaves the account open to its people', () => {
    expect(startRunRequest(null)).toEqual({
      method: 'POST',
      path: '/bulkimport/startrun',
      query: { lockaccount: 'false' },
    });
  });

  it('gives the names of the run, as texts or as numbers, and none where ALM gives none', () => {
    const names = { migrationProjectId: '001', sprintId: 10001, sprintRunId: '7' };
    const done = (source: object) =>
      answer(200, { status: 'OK', title: 'BULKIMPORT_RUN_INITIATED_SUCCESSFULLY', source });
    expect(parseStarted(done({ info: 'Success', migrationInfo: names }))).toEqual({
      started: true,
      run: { migrationProjectId: '001', sprintId: '10001', sprintRunId: '7' },
    });
    expect(parseStarted(done({ info: 'Success' }))).toEqual({ started: true, run: null });
  });
});

describe('the status of a run', () => {
  const run = { migrationProjectId: '1', sprintId: '2', sprintRunId: '3' };
  const job = {
    id: 2609923,
    objectName: 'enrollment',
    jobState: 'COMPLETED',
    errorCsvLink: '',
    errorLogLink: 'migration/5830/enrollment_err.csv',
  };

  it('is read whatever the list is called, since the printed one has no name', async () => {
    for (const body of [{ sprintId: 2, jobs: [job] }, { objects: [job] }, [job]]) {
      expect(await runStatus(async () => answer(200, body), run)).toEqual([
        { objectName: 'enrollment', jobState: 'COMPLETED', errorLink: 'migration/5830/enrollment_err.csv' },
      ]);
    }
  });

  it('takes a state that is not published for one that is still under way', () => {
    const state = (jobState: string) => jobEnd({ objectName: 'course', jobState, errorLink: null });
    expect(['COMPLETED', 'COMPLETED_WITH_ERRORS'].map(state)).toEqual(['completed', 'completed']);
    expect(['FAILED', 'STOPPED', 'ABORTED'].map(state)).toEqual(['broken', 'broken', 'broken']);
    expect(['WAITING_IN_QUEUE', 'IN_PROGRESS', 'SOMETHING_NEW'].map(state)).toEqual(
      Array.from({ length: 3 }, () => 'underWay'),
    );
  });
});

const effects = { now: Date.now, sleep: async () => {}, random: () => 0 };

async function withHost(
  listener: RequestListener,
  use: (url: string, file: string) => Promise<void>,
): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-foreign-'));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, join(folder, 'answers', 'a.csv'));
  } finally {
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('a file on another host', () => {
  it('is fetched without a token, a cookie or anything else that says who we are', async () => {
    const seen: IncomingHttpHeaders[] = [];
    await withHost(
      (request, response) => {
        seen.push(request.headers);
        response.end('userId\r\n');
      },
      async (url, file) => {
        await fetchForeignFile(`${url}/errors.csv?signature=s`, file, effects);
        expect(readFileSync(file, 'utf8')).toBe('userId\r\n');
      },
    );
    expect(Object.keys(seen[0] ?? {}).sort()).toEqual(['accept', 'connection', 'host']);
  });

  it('is asked for again after a server error and after a cut, and is whole or not there', async () => {
    let asked = 0;
    await withHost(
      (_request, response) => {
        asked += 1;
        if (asked === 1) response.writeHead(503).end();
        else if (asked === 2) {
          response.writeHead(200, { 'content-length': '100' });
          response.write('half', () => response.socket?.destroy());
        } else response.end('whole');
      },
      async (url, file) => {
        await fetchForeignFile(url, file, effects);
        expect(readFileSync(file, 'utf8')).toBe('whole');
        expect(asked).toBe(3);
      },
    );
  });

  it('is not looked for where the host sends us somewhere else, nor where it says no', async () => {
    for (const status of [302, 403]) {
      let asked = 0;
      await withHost(
        (_request, response) => {
          asked += 1;
          response.writeHead(status, { location: 'http://127.0.0.1:9/elsewhere' }).end();
        },
        async (url, file) => {
          await expect(fetchForeignFile(url, file, effects)).rejects.toMatchObject({
            code: 'ALM-FILE-UNREACHABLE',
            remedy: expect.stringContaining(file),
          });
          expect(existsSync(file)).toBe(false);
          expect(asked).toBe(1);
        },
      );
    }
  });

  it('is followed only in full, and by https but on this machine', () => {
    expect(isFollowable('https://files.example.com/a.csv')).toBe(true);
    expect(isFollowable('http://127.0.0.1:8000/a.csv')).toBe(true);
    expect(isFollowable('http://files.example.com/a.csv')).toBe(false);
    expect(isFollowable('migration/5830/a.csv')).toBe(false);
  });
});
