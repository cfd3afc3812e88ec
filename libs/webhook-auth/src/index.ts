export { numberSecret, verifyNumberSecret } from './number-secret.js';
export { ingestProof, isIngestProof } from './ingest-proof.js';
