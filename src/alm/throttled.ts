import type { Send } from './seam.js';
import type { Throttle } from './throttle.js';

/** Waits for its turn before it sends. */
export function throttled(send: Send, throttle: Throttle): Send {
  return async (request, signal) => {
    await throttle.acquire(request, signal);
    return send(request, signal);
  };
}
