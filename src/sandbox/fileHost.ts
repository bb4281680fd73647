import { createServer, type Server } from 'node:http';
import type { BulkImport } from './bulkImport.js';
import type { Jobs } from './jobs.js';
import { zipOf } from './zip.js';

/**
 * The host that reports and the bulk import's error files lie on: another one than ALM's, by a signed
 * address. As S3 does, it refuses a request that brings an Authorization along: a token sent here has leaked.
 */
export function createFileHost(jobs: Jobs, bulk: BulkImport | null): Server {
  return createServer((request, response) => {
    const found = /^\/reports\/(\d+)\.(csv|zip)\?signature=sandbox$/.exec(request.url ?? '');
    const errors = /^\/bulk\/(\d+)\/(\w+)_err\.csv\?signature=sandbox$/.exec(request.url ?? '');
    const refused = bulk?.job(errors?.[1] ?? '', errors?.[2] ?? '')?.refused ?? '';
    const job = jobs.byId(found?.[1] ?? '');
    if (request.headers.authorization !== undefined) {
      response.writeHead(400, { 'content-type': 'application/xml' });
      response.end(
        '<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>',
      );
    } else if (request.method === 'GET' && refused !== '') {
      response.writeHead(200, { 'content-type': 'text/csv;charset=UTF-8' });
      response.end(refused);
    } else if (
      request.method !== 'GET' ||
      job === undefined ||
      job.pollsLeft > 0 ||
      found?.[2] !== jobs.options.file
    ) {
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<Error><Code>AccessDenied</Code></Error>');
    } else {
      const isZip = jobs.options.file === 'zip';
      const content = Buffer.from(job.content);
      response.writeHead(200, { 'content-type': isZip ? 'application/zip' : 'text/csv;charset=UTF-8' });
      response.end(isZip ? zipOf(`${job.jobType}.csv`, content) : content);
    }
  });
}
