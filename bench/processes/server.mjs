// cti-server in a process of its own.
import { startServer } from '@callweave/cti-server';
import { serveParent } from '../parts/serve-parent.mjs';

let server = null;

serveParent(
  {
    start: async ({ config, folder }) => {
      server = await startServer(config, { folder });
      return server.url;
    },
    /** Processor time of this process, in microseconds. */
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
  },
  () => server?.stop(),
);
