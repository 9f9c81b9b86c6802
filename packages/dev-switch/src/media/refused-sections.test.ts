import { afterEach, describe, expect, it } from 'vitest';
import { RTCPeerConnection } from 'werift';
import { Pacer } from './pacer.js';
import { RefusedSections } from './refused-sections.js';
import { RtpLeg } from './rtp-leg.js';
import { WebrtcLeg } from './webrtc-leg.js';

const SESSION = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
const AUDIO = ['m=audio 40000 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000', 'a=sendrecv'];
const VIDEO = ['m=video 40002 RTP/AVP 99', 'a=rtpmap:99 H264/90000', 'a=sendrecv'];
const offer = (...sections: string[][]): string => `${[...SESSION, ...sections.flat()].join('\r\n')}\r\n`;
const mediaLines = (sdp: string): string[] =>
  sdp
    .split('\r\n')
    .filter((line) => line.startsWith('m='))
    .map((line) => line.replace(/ [1-9]\d* /, ' PORT '));

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const legOptions = {
  pacer: new Pacer(),
  host: '127.0.0.1',
  mediaTimeoutMs: 0,
  onDigit: () => {},
  onLost: () => {},
};

function rtpLeg(): RtpLeg {
  const leg = new RtpLeg(legOptions);
  open.push(leg);
  return leg;
}

describe('pictures offered to a switch that carries sound only (VOX-4)', () => {
  it('are refused with port 0 at their place, and the sound is agreed on', async () => {
    expect(mediaLines(await rtpLeg().answer(offer(AUDIO, VIDEO), false))).toEqual([
      'm=audio PORT RTP/AVP 0 101',
      'm=video 0 RTP/AVP 99',
    ]);
    expect(mediaLines(await rtpLeg().answer(offer(VIDEO, AUDIO), false))).toEqual([
      'm=video 0 RTP/AVP 99',
      'm=audio PORT RTP/AVP 0 101',
    ]);
  });

  it('stay refused in the hold that we offer later, and may be offered again', async () => {
    const leg = rtpLeg();
    await leg.answer(offer(AUDIO, VIDEO), false);
    const held = await leg.offer(true);
    expect(mediaLines(held)).toEqual(['m=audio PORT RTP/AVP 0 8 101', 'm=video 0 RTP/AVP 99']);
    expect(held.indexOf('a=sendonly')).toBeLessThan(held.indexOf('m=video'));
    await leg.takeAnswer(offer(AUDIO, ['m=video 0 RTP/AVP 99']));
    expect(mediaLines(await leg.answer(offer(AUDIO, VIDEO), false))).toHaveLength(2);
  });

  it('that were never offered are not spoken of', async () => {
    expect(mediaLines(await rtpLeg().answer(offer(AUDIO), false))).toHaveLength(1);
    const sections = new RefusedSections();
    expect(sections.take(offer(VIDEO))).toBe(offer(VIDEO));
  });

  it('by a browser: the sound connects, without the pictures in its bundle', async () => {
    const browser = new RTCPeerConnection({ iceServers: [], iceAdditionalHostAddresses: ['127.0.0.1'] });
    open.push(browser);
    browser.addTransceiver('audio', { direction: 'sendrecv' });
    browser.addTransceiver('video', { direction: 'sendrecv' });
    await browser.setLocalDescription(await browser.createOffer());
    const leg = new WebrtcLeg({ ...legOptions, loopback: true });
    open.push(leg);
    const answer = await leg.answer(browser.localDescription?.sdp ?? '', false);
    expect(mediaLines(answer)[1]).toMatch(/^m=video 0 UDP\/TLS\/RTP\/SAVPF/);
    expect(/^a=group:BUNDLE (.*)$/m.exec(answer)?.[1]?.trim().split(' ')).toHaveLength(1);
  });
});
