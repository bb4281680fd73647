import { Pool } from 'undici';

/*
 * What an engineer would write first: as many requests at a time as the client has connections, each answer
 * parsed, nothing written down. Arguments: address, requests, concurrency. Prints the seconds of the loop.
 */

const [url = '', count = '0', width = '1'] = process.argv.slice(2);
const pool = new Pool(url, { connections: Number(width), pipelining: 1 });
const total = Number(count);
let next = 0;

async function worker(): Promise<void> {
  while (next < total) {
    next += 1;
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: `/primeapi/v2/users/${1_000_000 + next}/enrollments?loId=course%3A1&loInstanceId=course%3A1_2&allowMultiEnrollment=false`,
      headers: { accept: 'application/vnd.api+json', authorization: 'oauth a-token-of-the-benchmark' },
    });
    const document = (await body.json()) as { data?: unknown };
    if (statusCode !== 200 || document.data === undefined) throw new Error(`it answered ${statusCode}`);
  }
}

const begun = performance.now();
await Promise.all(Array.from({ length: Number(width) }, worker));
process.stdout.write(String((performance.now() - begun) / 1000));
await pool.close();
