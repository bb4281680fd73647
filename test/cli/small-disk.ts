import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/**
 * Runs `use` with a disk of its own, of so many kibibytes, mounted at `folder`; gives `null`, and does
 * not run it, where this user may not mount one.
 */
export async function withDisk<Result>(
  folder: string,
  kibibytes: number,
  use: (disk: Disk) => Promise<Result>,
): Promise<Result | null> {
  mkdirSync(folder, { recursive: true });
  if (!mount('-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder)) return null;
  try {
    return await use({
      makeReadOnly: () => remount(folder, 'ro'),
      resize: (size) => remount(folder, `rw,size=${size}k`),
    });
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
}

export interface Disk {
  readonly makeReadOnly: () => void;
  readonly resize: (kibibytes: number) => void;
}

function mount(...args: readonly string[]): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function remount(folder: string, options: string): void {
  execFileSync('mount', ['-o', `remount,${options}`, folder], { stdio: 'ignore' });
}
