/**
 * Compiles into dist/ when a source is another than the one that dist/ was made of, and not otherwise.
 * By content and not by time: a checkout, a copy or a deleted file changes times in ways that mislead.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const stampFile = join(dist, '.built-from');
const stamp = sourceStamp();

if (!(existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp)) {
  console.error('building…');
  // Until the compiler is content, what lies in dist/ is nobody's build.
  rmSync(stampFile, { force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    console.error('\nThe sources do not compile: see the messages above.');
    process.exit(status ?? 1);
  }
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** One hash over the names and contents of all that the compiler reads of ours. */
function sourceStamp() {
  const hash = createHash('sha256');
  const files = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  for (const folder of ['src', 'bench']) files.push(...filesOf(folder));
  for (const file of files.sort()) {
    const bytes = readFileSync(join(root, file));
    hash.update(`${file}\n${bytes.length}\n`).update(bytes);
  }
  return `${hash.digest('hex')}\n`;
}

function filesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1));
}
