import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const tcpFree = (port, host) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(port, host, () => {
      const taken = probe.address().port;
      probe.close(() => resolve(taken));
    });
  });

const udpFree = (port, host) =>
  new Promise((resolve) => {
    const probe = createSocket('udp4');
    probe.once('error', () => resolve(null));
    probe.bind(port, host, () => {
      const taken = probe.address().port;
      probe.close(() => resolve(taken));
    });
  });

/** The wanted port if it is free, otherwise any free one: the demo starts even where something else listens. */
export async function choosePort(kind, wanted, host = '127.0.0.1') {
  const free = kind === 'udp' ? udpFree : tcpFree;
  return (await free(wanted, host)) ?? (await free(0, host));
}
