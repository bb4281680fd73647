/**
 * Writes PeopleFluent exports of any size, and the ALM that they belong to, out of one seed.
 * It shares no code with the readers, so that it can be their oracle, and it never reads what it wrote.
 */

export { FILE_NAMES, generateExports, type Manifest } from './generateExports.js';
export { type FileFormat, FORMATS, type GenerateOptions, optionsFrom } from './options.js';
export { QUIRKS, type QuirkName } from './quirks.js';
