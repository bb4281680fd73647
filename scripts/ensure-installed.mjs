/**
 * Makes sure that node_modules is what the lock file says, and installs only where it is not: what
 * `npm run demo` and `npm test` begin with on a fresh clone. Stdout belongs to the command that follows.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.installed-from');
const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
// The native module is compiled for one ABI of Node: another Node needs another installation.
const stamp = `${createHash('sha256').update(lockText).digest('hex')} abi${process.versions.modules} ${process.platform}-${process.arch}\n`;

if (!(existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp)) {
  if (!installedByHand()) {
    console.error('installing (once)… the database module may be compiled here, which takes minutes');
    install();
  }
  writeFileSync(stampFile, stamp);
}

/** True if npm's own record of node_modules agrees with the lock file, and the native module loads. */
function installedByHand() {
  try {
    const wanted = JSON.parse(lockText).packages;
    const present = JSON.parse(
      readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'),
    ).packages;
    for (const [path, one] of Object.entries(wanted)) {
      if (path === '' || (one.optional && present[path] === undefined)) continue;
      if (present[path]?.version !== one.version || !existsSync(join(root, path, 'package.json')))
        return false;
    }
    const Database = createRequire(join(root, 'package.json'))('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

function install() {
  // Under `npm run` npm says where it is; elsewhere it is looked for, on Windows as npm.cmd by a shell.
  const own = process.env.npm_execpath;
  const [command, args] = own?.endsWith('.js') ? [process.execPath, [own]] : ['npm', []];
  const { status, error } = spawnSync(command, [...args, 'ci', '--include=dev'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(`\n\`npm ci\` failed${error === undefined ? '' : ` (${error.message})`}: see its messages above.
It needs the package registry, and a C++ compiler, make and python3 where no built database module fits.`);
  process.exit(status ?? 1);
}
