import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DIST = new URL('../../dist/src/', import.meta.url);

/** A process of its own that runs what was built. `script` finds `staging` and `legacy` imported. */
export function startChild(script: string): ChildProcess {
  const source = `
    import * as staging from ${JSON.stringify(new URL('staging/index.js', DIST).href)};
    import * as legacy from ${JSON.stringify(new URL('legacy/index.js', DIST).href)};
    ${script}`;
  return spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', source], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

export function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** Resolves when the child has written this word. */
export function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes(word)) resolve();
    });
    child.on('exit', () => reject(new Error(`the child ended and said only: ${text}`)));
  });
}
