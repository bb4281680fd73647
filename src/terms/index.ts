/**
 * The vocabulary that all folders share: records, reasons, failures, time as an argument.
 * It has no effects, imports nothing of the project, and knows neither of the two systems.
 */
export * from './effects.js';
export * from './failure.js';
export * from './reasons.js';
export * from './records.js';
export * from './spreadsheet-guard.js';
