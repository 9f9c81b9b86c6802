export { readConfig } from './config/config.js';
export type { Config, ConfigInput } from './config/config.schema.js';
export { type CtiServer, type ServerOptions, startServer } from './server.js';
