import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Effects, Failure } from '../terms/index.js';
import { backoffMs } from './backoff.js';
import { troubleInWords } from './connectionTrouble.js';
import { undici } from './undici.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const ATTEMPTS = 5;
const BACKOFF = { baseMs: 500, capMs: 15_000 };
/** Far beyond a file of a million refused rows. */
const MOST_BYTES = 2 * 1024 * 1024 * 1024;

/** Whether a link can be followed: in full, and by https but on this machine. ALM prints relative ones, too. */
export function isFollowable(link: string): boolean {
  try {
    const url = new URL(link);
    return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  } catch {
    return false;
  }
}

/**
 * Fetches a file from a host that ALM has named, into `file`, whole or not at all. The host is not
 * ALM's: it sees no token, no cookie, and is not followed anywhere else. Throws a `Failure` when the
 * file cannot be had after some tries; the link is a secret of its kind, and not shown.
 */
export async function fetchForeignFile(
  link: string,
  file: string,
  effects: Effects,
  signal?: AbortSignal,
  remedy = `download it in ALM (Migration, "Download error records"), put it where it belongs, and run the same command again: ${file}`,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.tmp`;
  let said = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await effects.sleep(backoffMs(attempt - 1, BACKOFF, effects.random), signal);
    try {
      const answer = await undici().request(link, {
        method: 'GET',
        headers: { accept: 'text/csv, */*' },
        ...(signal === undefined ? {} : { signal }),
      });
      if (answer.statusCode === 200) {
        await pipeline(Readable.from(answer.body), atMost(MOST_BYTES), createWriteStream(draft));
        await rename(draft, file);
        return;
      }
      await answer.body.dump();
      said = `it answered ${answer.statusCode}`;
      if (answer.statusCode < 500 && answer.statusCode !== 429) break;
    } catch (error) {
      signal?.throwIfAborted();
      said = troubleInWords(error);
    }
    await rm(draft, { force: true });
  }
  throw new Failure('ALM-FILE-UNREACHABLE', `${new URL(link).host} does not give the file: ${said}`, {
    remedy,
    place: { file },
  });
}

function atMost(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > bytes) done(new Error(`more than ${bytes} bytes`));
      else done(null, chunk);
    },
  });
}
