export type { OfferOptions } from './mock-call-centre.js';
export { createMockServer, type MockServer, type MockServerOptions } from './mock-server.js';
export { MockSoftphone } from './mock-softphone.js';
