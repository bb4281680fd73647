/** A migration file as the tenant's side reads it: the columns by name, each row with its text as it was. */
export interface BulkTable {
  readonly header: string;
  readonly rows: readonly BulkRow[];
  /** Set where the file as a whole is refused; then there are no rows. */
  readonly refused: string | null;
}

export interface BulkRow {
  readonly text: string;
  /** Empty where the file has no such column. */
  readonly cell: (name: string) => string;
}

/** What a file may have: its columns, and those without which it is refused. */
export interface BulkColumns {
  readonly known: readonly string[];
  readonly mandatory: readonly string[];
}

/** Takes a file apart: UTF-8 without a byte order mark, commas, quotes doubled. Everything in memory: a sandbox is small. */
export function readBulkTable(bytes: Buffer, columns: BulkColumns): BulkTable {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refusedTable('the file is not UTF-8');
  }
  if (text.startsWith('\uFEFF')) return refusedTable('the file begins with a byte order mark');
  const [first, ...lines] = recordsOf(text);
  if (first === undefined) return refusedTable('the file is empty');
  const header = cellsOf(first);
  const strange = header.find((name) => !columns.known.includes(name));
  if (strange !== undefined) return refusedTable(`Invalid column : ${strange}`);
  const missing = columns.mandatory.find((name) => !header.includes(name));
  if (missing !== undefined) return refusedTable(`Missing column : ${missing}`);
  const at = new Map(header.map((name, index) => [name, index]));
  const rows = lines.map((line) => {
    const cells = cellsOf(line);
    const cell = (name: string): string => cells[at.get(name) ?? -1] ?? '';
    return { text: line, cell };
  });
  return { header: first, rows, refused: null };
}

function refusedTable(refused: string): BulkTable {
  return { header: '', rows: [], refused };
}

/** Records of the text: a line break within quotes is part of one. */
function recordsOf(text: string): readonly string[] {
  const records: string[] = [];
  let open = '';
  for (const line of text.split('\n')) {
    const whole = open === '' ? line : `${open}\n${line}`;
    if ((whole.split('"').length - 1) % 2 === 1) open = whole;
    else {
      const record = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
      if (record !== '') records.push(record);
      open = '';
    }
  }
  return records;
}

function cellsOf(record: string): readonly string[] {
  const cells: string[] = [];
  for (const match of record.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)) {
    cells.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
  }
  return cells;
}
