/**
 * A set of texts of which only a 64-bit hash is kept: 16 to 32 bytes a key, however long the
 * texts are. Among a million keys, two that differ are taken for one with a chance of 1 in 37 million.
 */
export class KeySet {
  #slots = new Uint32Array(2 * 1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** True where the key is new. */
  add(key: string): boolean {
    const [high, low] = hash(key);
    if (!insert(this.#slots, high, low)) return false;
    this.#size += 1;
    if (this.#size * 4 > this.#slots.length) this.#grow();
    return true;
  }

  has(key: string): boolean {
    const [high, low] = hash(key);
    return this.#slots[slotOf(this.#slots, high, low)] === high;
  }

  #grow(): void {
    const old = this.#slots;
    const bigger = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at] ?? 0;
      if (high !== 0) insert(bigger, high, old[at + 1] ?? 0);
    }
    this.#slots = bigger;
  }
}

/** The index of the slot that holds the hash, or of the free one where it belongs. A free slot has 0 for its first half. */
function slotOf(slots: Uint32Array, high: number, low: number): number {
  const mask = slots.length / 2 - 1;
  let at = (low & mask) * 2;
  while (slots[at] !== 0 && (slots[at] !== high || slots[at + 1] !== low)) at = ((at / 2 + 1) & mask) * 2;
  return at;
}

function insert(slots: Uint32Array, high: number, low: number): boolean {
  const at = slotOf(slots, high, low);
  if (slots[at] !== 0) return false;
  slots[at] = high;
  slots[at + 1] = low;
  return true;
}

/** Two multiplicative hashes in one pass, each well mixed at the end. The first is never 0, which means free. */
function hash(key: string): readonly [high: number, low: number] {
  let first = 0x9e3779b9;
  let second = 0x85ebca6b;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x5bd1e995);
    second ^= second >>> 15;
  }
  const high = mixed(first ^ Math.imul(second, 0xc2b2ae35));
  return [high === 0 ? 1 : high, mixed(second ^ key.length)];
}

function mixed(value: number): number {
  let result = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  result = Math.imul(result ^ (result >>> 15), 0x846ca68b);
  return (result ^ (result >>> 16)) >>> 0;
}
