import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** How a child process ended. `seconds` is wall time from start to exit, its start-up included. */
export interface Measured {
  readonly seconds: number;
  readonly peakRssMb: number | null;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Loaded into a child before its own code: tells its peak memory on descriptor 3 when it ends. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));",
)}`;

/** Runs a Node script in a process of its own; its peak memory is what the kernel counted for it. */
export function measureNode(script: string, args: readonly string[]): Promise<Measured> {
  return measure(process.execPath, ['--import', TELL_PEAK, script, ...args]);
}

/** Runs a program that must be installed; `from` is the Debian package to name where it is not. */
export async function measureProgram(
  program: string,
  args: readonly string[],
  from: string,
): Promise<Measured> {
  try {
    return await measure(program, args);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new Error(
      `${program} is what this benchmark compares with, and is not installed: apt-get install ${from}`,
    );
  }
}

/** Throws with the child's own words unless it ended with 0. */
export function expectSuccess(what: string, measured: Measured): Measured {
  if (measured.exitCode === 0) return measured;
  throw new Error(`${what} ended with ${measured.exitCode}:\n${measured.stderr || measured.stdout}`);
}

function measure(command: string, args: readonly string[]): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    const texts = ['', '', '', ''];
    for (const at of [1, 2, 3]) {
      const pipe = child.stdio[at];
      if (pipe !== null && pipe !== undefined && 'setEncoding' in pipe)
        pipe.setEncoding('utf8').on('data', (text: string) => {
          texts[at] += text;
        });
    }
    let seconds = 0;
    child.on('error', reject);
    child.on('exit', () => {
      seconds = (performance.now() - begun) / 1000;
    });
    // Only `close` says that all of its output has been read.
    child.on('close', (exitCode) => {
      const [, stdout = '', stderr = '', kilobytes = ''] = texts;
      const peakRssMb = kilobytes === '' ? null : Number(kilobytes) / 1024;
      resolve({ seconds, peakRssMb, exitCode, stdout, stderr });
    });
  });
}
