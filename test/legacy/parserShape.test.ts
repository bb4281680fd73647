import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ExportParser } from '../../src/legacy/xml/parser.js';

const EVENTS = [
  'opentag',
  'closetag',
  'text',
  'cdata',
  'xmldecl',
  'comment',
  'processinginstruction',
  'doctype',
  'error',
] as const;

/** V8's own answer to whether an object is laid out as a struct and not as a hash table. */
function hasFastProperties(): (object: unknown) => boolean {
  setFlagsFromString('--allow-natives-syntax');
  return runInNewContext('(object) => %HasFastProperties(object)') as (object: unknown) => boolean;
}

test('a parser with a handler for every event is still a plain object and not a hash table', () => {
  const isFast = hasFastProperties();
  // Several, since V8 takes the room for more properties back once it has seen some objects of a class.
  for (let count = 0; count < 20; count++) {
    const parser = new ExportParser({ xmlns: false, position: false });
    for (const event of EVENTS) parser.on(event, () => {});
    parser.write('<?xml version="1.0"?><a b="1">x<!-- y --><![CDATA[z]]></a>').close();
    expect(isFast(parser)).toBe(true);
  }
});
