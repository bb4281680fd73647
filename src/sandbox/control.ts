import type { FaultDraw } from './faultDraw.js';
import { checkFaults } from './faults.js';
import type { RequestLog } from './log.js';
import { type Answer, jsonAnswer, PLAIN_JSON } from './sending.js';
import { stateOf } from './state.js';
import type { Tenant } from './tenant.js';

export interface Controlled {
  readonly tenant: Tenant;
  readonly log: RequestLog;
  readonly faults: FaultDraw;
}

/**
 * The sandbox's own addresses, for another process: no token, no limits, not in the log.
 *   GET  /sandbox/state          what the tenant holds
 *   GET  /sandbox/log?after=N    the requests after the Nth
 *   GET  /sandbox/faults         the options in force, and how many of each kind there were
 *   POST /sandbox/faults         replaces the options; {} switches all faults off
 */
export function answerControl(
  { tenant, log, faults }: Controlled,
  verb: string,
  path: string,
  query: string,
  text: string,
): Answer {
  switch (`${verb} ${path}`) {
    case 'GET /sandbox/state':
      return plain(200, stateOf(tenant));
    case 'GET /sandbox/log': {
      const after = Number(new URLSearchParams(query).get('after') ?? '0');
      if (!Number.isSafeInteger(after) || after < 0) return plain(400, { error: 'after: a whole number' });
      return plain(200, log.entries(after));
    }
    case 'GET /sandbox/faults':
      return plain(200, { options: faults.options, fired: faults.fired() });
    case 'POST /sandbox/faults':
      return changeFaults(faults, text);
    default:
      return plain(404, { error: `the sandbox has no ${verb} ${path}` });
  }
}

function changeFaults(faults: FaultDraw, text: string): Answer {
  try {
    faults.replace(checkFaults(JSON.parse(text)));
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof SyntaxError)) throw error;
    return plain(400, { error: error.message });
  }
  return plain(200, { options: faults.options, fired: faults.fired() });
}

function plain(status: number, document: unknown): Answer {
  return jsonAnswer(status, document, {}, PLAIN_JSON);
}
