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
  },
  () => server?.stop(),
);
