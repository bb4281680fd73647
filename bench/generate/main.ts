import { parseArgs } from 'node:util';
import { generateExports } from './generateExports.js';
import { FORMATS, optionsFrom } from './options.js';
import { QUIRK_NAMES, QUIRKS } from './quirks.js';

const USAGE = `npm run generate -- --out DIR [--records N] [--people N] [--courses N] [--seed N]
  --format NAME          ${FORMATS.join(', ')}; may be given several times; default all
  --records N            training records in all files together, nested ones included (10000)
  --people N             accounts (500)
  --courses N            courses of the legacy site (100)
  --existing SHARE       of the people who are in ALM already (0)
  --reference-date DAY   the day of the export, YYYY-MM-DD (2026-01-01)
  --lines                a line break after each XML record; a real server writes one long line
  --quirks SHARE         of each of the quirks below, per record
  --quirk NAME=SHARE     of one:
${QUIRK_NAMES.map((name) => `      ${name.padEnd(20)} ${QUIRKS[name].describe}`).join('\n')}
The same options write the same bytes. What was written is told in DIR/generated.json.`;

try {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      records: { type: 'string' },
      people: { type: 'string' },
      courses: { type: 'string' },
      seed: { type: 'string' },
      format: { type: 'string', multiple: true },
      existing: { type: 'string' },
      'reference-date': { type: 'string' },
      lines: { type: 'boolean' },
      quirks: { type: 'string' },
      quirk: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) console.log(USAGE);
  else console.log(JSON.stringify(await generateExports(optionsFrom(values)), null, 2));
} catch (error) {
  // parseArgs says what it did not understand by a TypeError, the options by a RangeError.
  if (!(error instanceof RangeError || (error instanceof TypeError && 'code' in error))) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
