import { z } from 'zod';

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A path inside the folder, with slashes. */
const path = z
  .string()
  .min(1)
  .refine((text) => !text.startsWith('/') && !text.includes('\\') && !text.split('/').includes('..'));

/** manifest.json: what the evidence was made of, and the digest of each of its files. */
export const manifestSchema = z.object({
  schema: z.object({ name: z.literal('evidence'), version: z.literal(1) }),
  tool: z.object({ name: z.literal('alm-migrate'), version: z.string() }),
  createdAt: z.string(),
  account: z.object({ accountId: z.string(), accountName: z.string(), host: z.string() }),
  /** When ALM was read. */
  snapshotAt: z.string(),
  /** true: nothing had been sent when this was made. */
  forecast: z.boolean(),
  verdict: z.enum(['clean', 'heldBack', 'differences']),
  tolerances: z.string(),
  recordsInFiles: count,
  differences: count,
  plans: count,
  /** The legacy exports. They are no part of the folder: whoever keeps them can hold them against these digests. */
  sources: z.array(
    z.object({
      number: count,
      name: z.string(),
      /** Of the content as it was read, that is unpacked. */
      sha256,
      bytes: count,
      format: z.string(),
      state: z.enum(['reading', 'staged', 'broken']),
      records: count,
      staged: count,
      rejected: count,
    }),
  ),
  /** Every file of the folder but the manifest and its digest, by path. */
  files: z.array(z.object({ path, sha256, bytes: count, holds: z.string() })),
});
export type EvidenceManifest = z.output<typeof manifestSchema>;

export const MANIFEST = 'manifest.json';
/** The digests of all files, the manifest first, in the form that `sha256sum -c` reads. */
export const SEAL = 'manifest.sha256';
