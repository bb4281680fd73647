import { type Store, storeFailure } from '../staging/index.js';

interface Entry {
  readonly write: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  value: unknown;
}

/**
 * The journal's way to the disk: what is written in the same turn of the event loop is committed in
 * one transaction, with one flush. A promise of `write` resolves when its entry is durable, and not
 * before: an intent may only leave then. One entry alone waits for nobody.
 *
 * When a commit fails, none of its entries is written, and each `write` of it rejects.
 */
export class GroupCommit {
  readonly #store: Store;
  readonly #commit: (entries: readonly Entry[]) => void;
  #pending: Entry[] = [];

  constructor(store: Store) {
    this.#store = store;
    this.#commit = store.transaction((entries: readonly Entry[]) => {
      for (const entry of entries) entry.value = entry.write();
    });
  }

  write<Value>(write: () => Value): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      if (this.#pending.length === 0) setImmediate(() => this.#flush());
      this.#pending.push({ write, resolve: resolve as Entry['resolve'], reject, value: undefined });
    });
  }

  #flush(): void {
    const entries = this.#pending;
    this.#pending = [];
    try {
      this.#commit(entries);
    } catch (error) {
      const failure = storeFailure(error, this.#store.name);
      for (const entry of entries) entry.reject(failure);
      return;
    }
    for (const entry of entries) entry.resolve(entry.value);
  }
}
