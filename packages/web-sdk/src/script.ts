/** What the script-tag build puts into the global `Callweave`: the SDK, and the one error class a page may look at. */
export { CallweaveError, errorCatalogue } from '@callweave/cti-core';
export { createAgentSession } from './session/create-agent-session.js';
export { SDK_VERSION } from './version.js';
