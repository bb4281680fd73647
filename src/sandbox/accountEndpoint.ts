import { accountDocument } from './documents.js';
import type { Setting } from './setting.js';
import { type Call, ok, type Reply } from './wire.js';

/** GET /account: whose tenant this is. */
export function getAccount(setting: Setting, call: Call): Reply {
  return ok({ links: { self: call.address }, data: accountDocument(setting.tenant.account) });
}
