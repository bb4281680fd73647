import { prepared } from './prepared.js';
import type { Store } from './store.js';

/** What a workspace remembers between commands, each under one name. */
export const SETTINGS = {
  /** JSON of {accountId, accountName, host}: the account that this workspace may write to. */
  pinnedAccount: 'pinned account',
  /** The instant at which a person confirmed that ALM's notifications are off. */
  mailConfirmed: 'notifications confirmed off',
  /** JSON of {planId, people}: the number of people that a person named, to let a plan change so many. */
  peopleConfirmed: 'number of people confirmed',
  /** JSON of {pid, command, since}: who holds the lock; only true while the lock is held. */
  lockHolder: 'lock holder',
  /** JSON of a `RunPulse`: what the run of a plan last said of itself. */
  runPulse: 'run pulse',
  /** 'run' or 'pause': what another terminal asks of a running apply. */
  steering: 'steering',
  /** The share of ALM's limit that apply may use, 0 to 1. */
  share: 'share',
} as const;
export type SettingName = (typeof SETTINGS)[keyof typeof SETTINGS];

/** Another number whenever another connection has written to the store since; cheap enough to be asked every second. */
export function dataVersion(store: Store): number {
  const row = prepared(store, 'PRAGMA data_version').get() as { data_version: number };
  return row.data_version;
}

export function readSetting(store: Store, name: SettingName): string | undefined {
  const row = prepared(store, 'SELECT value FROM workspace_setting WHERE name = ?').get(name) as
    | { value: string }
    | undefined;
  return row?.value;
}

export function writeSetting(store: Store, name: SettingName, value: string): void {
  prepared(
    store,
    `INSERT INTO workspace_setting (name, value) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  ).run(name, value);
}
