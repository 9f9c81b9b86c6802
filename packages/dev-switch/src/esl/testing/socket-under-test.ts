import { systemClock } from '../../channels/clock.js';
import { SwitchCore } from '../../channels/switch-core.js';
import { FakeEndpointFactory } from '../../channels/testing/fake-endpoints.js';
import { timedSounds } from '../../channels/testing/timed-sounds.js';
import { EslServer, type EslServerOptions } from '../esl-server.js';

/** A switch with an event socket on a free port and far ends by script, in real time. */
export async function startSocket(options: Partial<EslServerOptions> = {}): Promise<{
  port: number;
  core: SwitchCore;
  endpoints: FakeEndpointFactory;
  server: EslServer;
  stop(): Promise<void>;
}> {
  const endpoints = new FakeEndpointFactory(systemClock);
  endpoints.farEnd = () => ({ does: 'answer', ringMs: 5, answerMs: 20 });
  const core = new SwitchCore({
    clock: systemClock,
    endpoints,
    openSound: timedSounds,
    startRecording: async () => ({ mask: () => {}, stop: async () => ({ samples: 0, bytes: 0 }) }),
    directory: { registrations: () => [], gateways: () => [] },
  });
  const server = new EslServer(core, { host: '127.0.0.1', port: 0, password: 'ClueCon', ...options });
  const { port } = await server.start();
  return {
    port,
    core,
    endpoints,
    server,
    async stop() {
      await core.stop(200);
      await server.stop();
    },
  };
}
