/**
 * Shows a run to people while it lasts: the facts of a workspace as they change, and a local page of them.
 * It must not write to the store, nor talk to ALM, nor hold up whatever works in the workspace.
 */
export * from './ends.js';
export * from './facts.js';
export * from './server.js';
export * from './watch.js';
