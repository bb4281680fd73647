import { SaxesParser } from 'saxes';

/**
 * The parser, in a class of its own for its speed alone.
 *
 * `on` adds handlers to the parser as properties of computed names. V8 leaves room for few of those in
 * an object; the eighth handler turned the plain parser into a hash table, and each of its steps, which
 * are several a character, into a look-up: five times slower. The objects of a derived class begin
 * with more room.
 */
export class ExportParser extends SaxesParser {}
