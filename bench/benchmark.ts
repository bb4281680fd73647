/** One thing that was timed. */
export interface Lap {
  readonly name: string;
  readonly records: number;
  readonly seconds: number;
  /** Null where the program cannot be asked. */
  readonly peakRssMb: number | null;
}

/** What a benchmark measured; the runner adds its name, the records and the ratio. */
export interface BenchResult {
  readonly seconds: number;
  readonly peakRssMb: number | null;
  /** What is compared with: a command that anybody can type. */
  readonly limit: string;
  readonly limitSeconds: number;
  /** Others that do the same work in a simpler way. */
  readonly rivals?: readonly Lap[];
  /** More of our own that was timed on the way. */
  readonly also?: readonly Lap[];
}

/** A file of `benchmarks/`, which exports one of these as `benchmark` and is named after it. */
export interface Benchmark {
  readonly name: string;
  readonly describe: string;
  readonly defaultRecords: number;
  /** `workDir` is empty on the first run and kept for the others, so that input is generated once. */
  readonly run: (records: number, workDir: string) => Promise<BenchResult>;
}
