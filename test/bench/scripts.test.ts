import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let project = '';

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'project-'));
  cpSync(join(ROOT, 'scripts'), join(project, 'scripts'), { recursive: true });
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  write('package-lock.json', '{"packages":{"node_modules/one":{"version":"1.0.0"}}}');
});

afterEach(() => rmSync(project, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(project, name), text);
}

function run(script: string, environment: Record<string, string> = {}): SpawnSyncReturns<string> {
  const options = { cwd: project, encoding: 'utf8', env: { ...process.env, ...environment } } as const;
  return spawnSync(process.execPath, [join(project, 'scripts', script)], options);
}

/** How the stand-ins were called. */
function calls(): string[] {
  return readFileSync(join(project, 'calls'), 'utf8').trim().split('\n');
}

/** Processes are started, and a machine may be busy: no test here is about time. */
const PATIENCE = { timeout: 120_000 };

describe('ensure-installed', PATIENCE, () => {
  /** Stands in for npm, which is not ours: notes how it was called, and chatters like npm on stdout. */
  const npm = (code: number): Record<string, string> => {
    write(
      'npm.js',
      `import { appendFileSync, mkdirSync } from 'node:fs';
       appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
       mkdirSync('node_modules', { recursive: true });
       console.log('added 1 package');
       process.exitCode = ${code};`,
    );
    return { npm_execpath: join(project, 'npm.js') };
  };

  it('installs on a fresh clone, says so on stderr alone, and does not install again', () => {
    const first = run('ensure-installed.mjs', npm(0));
    expect(first.status).toBe(0);
    expect(first.stdout).toBe('');
    expect(first.stderr).toContain('installing (once)');
    const second = run('ensure-installed.mjs', npm(0));
    expect(second.stdout + second.stderr).toBe('');
    expect(calls()).toEqual(['ci --include=dev']);
  });

  it('installs again when the lock file is another one', () => {
    run('ensure-installed.mjs', npm(0));
    write('package-lock.json', '{"packages":{"node_modules/one":{"version":"1.0.1"}}}');
    run('ensure-installed.mjs', npm(0));
    expect(calls()).toHaveLength(2);
  });

  it('does not take a failed installation for one', () => {
    const failed = run('ensure-installed.mjs', npm(7));
    expect(failed.status).toBe(7);
    expect(failed.stderr).toContain('`npm ci` failed');
    expect(existsSync(join(project, 'node_modules', '.installed-from'))).toBe(false);
    expect(run('ensure-installed.mjs', npm(0)).status).toBe(0);
    expect(calls()).toHaveLength(2);
  });

  it('takes an installation that somebody made by hand as it is, if it is whole', () => {
    const modules = join(project, 'node_modules');
    const native = join(modules, 'better-sqlite3');
    mkdirSync(join(modules, 'one'), { recursive: true });
    mkdirSync(native);
    writeFileSync(join(modules, 'one', 'package.json'), '{}');
    writeFileSync(join(native, 'package.json'), '{"main":"index.cjs"}');
    writeFileSync(join(native, 'index.cjs'), 'module.exports = class { close() {} };');
    write('node_modules/.package-lock.json', '{"packages":{"node_modules/one":{"version":"1.0.0"}}}');
    expect(run('ensure-installed.mjs', npm(0)).status).toBe(0);
    expect(existsSync(join(project, 'calls'))).toBe(false);

    // The same, but the native module was compiled for another Node.
    rmSync(join(modules, '.installed-from'));
    writeFileSync(join(native, 'index.cjs'), "throw new Error('compiled for another Node');");
    expect(run('ensure-installed.mjs', npm(0)).status).toBe(0);
    expect(calls()).toHaveLength(1);
  });
});

describe('ensure-built', PATIENCE, () => {
  /** Stands in for the compiler, which is not ours: notes that it was called, and writes what it "compiled". */
  const compiler = (code: number): void => {
    const folder = join(project, 'node_modules', 'typescript');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(
      join(folder, 'bin', 'tsc'),
      `require('node:fs').appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
       console.log('what a compiler says');
       process.exitCode = ${code};`,
    );
  };

  beforeEach(() => {
    for (const folder of ['src/deep', 'bench']) mkdirSync(join(project, folder), { recursive: true });
    for (const name of ['tsconfig.json', 'tsconfig.build.json']) write(name, '{}');
    write('src/deep/one.ts', 'export const one = 1;');
    write('bench/two.ts', 'export const two = 2;');
    compiler(0);
  });

  it('builds once, says so on stderr alone, and does not build again', () => {
    const first = run('ensure-built.mjs');
    expect(first.status).toBe(0);
    expect(first.stdout).toBe('');
    expect(first.stderr).toContain('building');
    expect(run('ensure-built.mjs').stderr).toBe('');
    expect(calls()).toEqual(['-p tsconfig.build.json']);
  });

  it.each([
    ['changed to another of the same length', () => write('src/deep/one.ts', 'export const one = 2;')],
    ['added', () => write('src/three.ts', '')],
    ['taken away', () => rmSync(join(project, 'bench', 'two.ts'))],
  ])('builds again when a source was %s', (_, change) => {
    run('ensure-built.mjs');
    change();
    run('ensure-built.mjs');
    expect(calls()).toHaveLength(2);
  });

  it('fails when the sources do not compile, as often as it is asked', () => {
    compiler(2);
    for (let time = 0; time < 2; time += 1) {
      const { status, stderr, stdout } = run('ensure-built.mjs');
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain('do not compile');
    }
    expect(calls()).toHaveLength(2);
  });
});
