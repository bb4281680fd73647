import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { EXIT, Failure } from '../terms/index.js';
import { type Mistake, mistakesOf, type Path } from './config-mistakes.js';
import { type MigrationConfig, migrationSchema } from './config-schema.js';

type Document = ReturnType<typeof parseDocument>;
interface Line {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/**
 * Reads migration.yaml. `file` is only what messages call it.
 *
 * Throws one `Failure` (CONFIG-INVALID, exit 2) that lists every mistake, each as
 * `file:line:column path: what is wrong; what would be right (received ...)`, in file order.
 */
export function parseMigration(text: string, file: string): MigrationConfig {
  const lines = new LineCounter();
  // String keys, because a learning id 007 is a key too and must not become 7.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const found: Line[] = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, text: `not readable as YAML: ${error.message}` };
  });
  if (found.length > 0) throw invalid(file, found);

  const config = plain(document, file);
  const checked = migrationSchema.safeParse(config, { reportInput: false });
  if (checked.success) return checked.data;
  throw invalid(
    file,
    mistakesOf(checked.error.issues, config).map((mistake) => locate(mistake, document, lines)),
  );
}

function plain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    // The library refuses aliases that multiply: the expansion bomb of YAML.
    const text = error instanceof Error ? error.message : String(error);
    throw invalid(file, [{ line: 1, column: 1, text: `not readable as YAML: ${text}` }]);
  }
}

function locate(mistake: Mistake, document: Document, lines: LineCounter): Line {
  const { line, col } = lines.linePos(offsetOf(document, mistake.path, mistake.atKey));
  const path = mistake.path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
  return { line, column: col, text: `${path === '' ? '(top)' : path}: ${mistake.message}` };
}

/** Where the value of `path` begins; of a missing one, where the nearest thing around it does. */
function offsetOf(document: Document, path: Path, atKey: boolean): number {
  const parent = path.length === 0 ? null : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(
      (item) => isScalar(item.key) && String(item.key.value) === String(path.at(-1)),
    );
    if (isPair(pair) && isNode(pair.key)) {
      const value = !atKey && isNode(pair.value) ? pair.value.range : null;
      // An empty value has no place of its own; its key has.
      const chosen = value && value[1] > value[0] ? value : pair.key.range;
      if (chosen) return chosen[0];
    }
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), true);
}

function invalid(file: string, found: readonly Line[]): Failure {
  const sorted = [...found].sort(
    (a, b) => a.line - b.line || a.column - b.column || (a.text < b.text ? -1 : 1),
  );
  const first = sorted[0];
  return new Failure(
    'CONFIG-INVALID',
    sorted.map(({ line, column, text }) => `${file}:${line}:${column} ${text}`).join('\n'),
    {
      remedy: `correct ${file}; an editor that speaks YAML completes it from its schema`,
      place: first === undefined ? { file } : { file, line: first.line, column: first.column },
      exitCode: EXIT.usage,
    },
  );
}
