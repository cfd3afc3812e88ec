export { numberSecret, NumberSecrets } from './number-secret.js';
export { ingestProof, isIngestProof } from './ingest-proof.js';
