/** A sample as a scraper reads it: name and labels to value. */
export interface Scraped {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: ReadonlyMap<string, number>;
}

const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/y;

/**
 * Reads the text format as Prometheus documents it, as strictly as the textfile collector: HELP, then
 * TYPE, then the samples of that name; no name twice, no sample twice, no time. The key of a sample is
 * its name and its labels but `workspace`, which each must have.
 */
export function scrape(text: string, workspace: string): Scraped {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  let helped = '';
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP (\S+) \S/.exec(line)?.[1];
    const type = /^# TYPE (\S+) (gauge|counter)$/.exec(line);
    if (help !== undefined) {
      if (types.has(help)) throw new Error(`${help} comes twice`);
      helped = help;
      continue;
    }
    if (type !== null) {
      current = type[1] ?? '';
      if (current !== helped) throw new Error(`${current} has no help`);
      types.set(current, type[2] ?? '');
      continue;
    }
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\{(.*)\} (\S+)$/.exec(line);
    if (sample === null || sample[1] !== current) throw new Error(`not a sample of ${current}: ${line}`);
    const labels = labelsOf(sample[2] ?? '');
    if (labels.get('workspace') !== workspace) throw new Error(`another workspace: ${line}`);
    labels.delete('workspace');
    const key = [current, ...[...labels].map(([name, value]) => `${name}=${value}`)].join(' ');
    if (samples.has(key)) throw new Error(`${key} comes twice`);
    const value = Number(sample[3]);
    if (Number.isNaN(value)) throw new Error(`no number: ${line}`);
    samples.set(key, value);
  }
  return { types, samples };
}

function labelsOf(text: string): Map<string, string> {
  const labels = new Map<string, string>();
  LABEL.lastIndex = 0;
  for (let at = 0; at < text.length; ) {
    LABEL.lastIndex = at;
    const [whole = '', name = '', value = ''] = LABEL.exec(text) ?? [];
    if (whole === '') throw new Error(`labels end early: ${text.slice(at)}`);
    labels.set(
      name,
      value.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign)),
    );
    at += whole.length;
    if (text[at] === ',') at += 1;
  }
  return labels;
}
