import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { LegacySource } from '../contract.js';
import { LIMITS } from '../limits.js';
import { bomb } from './refusals.js';

/** What is in a gzip source, unpacked as it is read. Refuses what grows like a bomb, while it grows. */
export function gunzipped(source: LegacySource): LegacySource {
  return { name: source.name, open: () => unpack(source) };
}

async function* unpack(source: LegacySource): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  // Its failure reaches the loop below as the stream's error; the promise must not be left alone with it.
  const pumped = pipeline(Readable.from(source.open()), gunzip).catch(() => {});
  let unpacked = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > LIMITS.unpackedFree && unpacked > gunzip.bytesWritten * LIMITS.unpackedRatio) {
        throw bomb(source.name);
      }
      yield chunk;
    }
  } finally {
    gunzip.destroy();
    await pumped;
  }
}
