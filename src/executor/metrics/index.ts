/**
 * What a running apply tells monitoring: numbers, in the text format of node_exporter's textfile collector.
 * It must not slow the run down, nor end it where the numbers cannot be written.
 */
export { keepWriting, METRICS_INTERVAL_MS } from './keep.js';
export { Meter, type RunFacts } from './meter.js';
export { metricsPage } from './page.js';
export { metricsText } from './text.js';
