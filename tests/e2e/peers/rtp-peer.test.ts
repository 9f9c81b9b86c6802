import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { RtpPeer } from './rtp-peer.js';

test('the measuring peer hears its own tone at its frequency and at no other', async () => {
  const peer = await RtpPeer.open(440);
  const mirror = createSocket('udp4');
  mirror.bind(0, '127.0.0.1');
  await once(mirror, 'listening');
  mirror.on('message', (packet) => mirror.send(packet, peer.port, '127.0.0.1'));
  mirror.send(
    Buffer.concat([Buffer.from([0x80, 0]), Buffer.alloc(10), Buffer.alloc(160, 0xff)]),
    peer.port,
    '127.0.0.1',
  );
  const heard = await peer.hears((window) => window.share(440) > 0.95, 'the tone');
  expect(heard.rms).toBeGreaterThan(5000);
  expect(heard.share(620)).toBeLessThan(0.05);
  peer.close();
  mirror.close();
});
