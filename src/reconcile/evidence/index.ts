/**
 * Evidence: a folder that proves years later what was migrated, from what, by which plan and with which outcome, and a check of it that needs neither the store nor ALM.
 * It must not compare or send anything, and nothing secret may get into it.
 */
export { type ConfigurationFile, collectConfiguration, type Secret } from './configuration.js';
export { refuseTakenFolder } from './folder.js';
export { type EvidenceManifest, manifestSchema } from './manifest.js';
export { remedyFor, unprovedBy, wrongFiles } from './proof.js';
export { type SourceFindings, type SourceGiven, sourceFindings } from './sources.js';
export { type EvidenceFindings, type Told, verifyEvidence } from './verify.js';
export { type WrittenEvidence, writeEvidence } from './write.js';
