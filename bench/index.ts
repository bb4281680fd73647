/**
 * Benchmarks: one command each, measured against a limit or a rival in the same run, on generated exports.
 * They start our commands as a user would, in a process of their own, and must time nothing that was not checked.
 */
export type { Benchmark, BenchResult, Lap } from './benchmark.js';
