export { createMockServer, type MockServer, type MockServerOptions } from './mock-server.js';
export { MockSoftphone } from './mock-softphone.js';
