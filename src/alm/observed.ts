import type { Circuit } from './circuit.js';
import { AlmAmbiguous, AlmUnreachable } from './errors.js';
import type { Send } from './seam.js';
import type { Throttle } from './throttle.js';

/** Lets throttle and circuit learn from every answer, and from none. */
export function observed(send: Send, throttle: Throttle, circuit: Circuit): Send {
  return async (request, signal) => {
    try {
      const answer = await send(request, signal);
      throttle.observe(request, answer);
      // A 501 or 505 would be about the request; the rest of the 5xx is an outage.
      circuit.report(answer.status >= 500 ? 'failed' : 'worked');
      return answer;
    } catch (error) {
      const ours = error instanceof AlmAmbiguous && error.kind === 'aborted';
      if (!ours && (error instanceof AlmAmbiguous || error instanceof AlmUnreachable))
        circuit.report('failed');
      throw error;
    }
  };
}
