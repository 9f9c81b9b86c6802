import { CallweaveError, systemClock } from '@callweave/cti-core';
import type { AgentSessionOptions } from '../agent-session.types.js';
import { NO_DEVICES } from './audio-devices.js';
import { SipSoftphone } from './sip-softphone.js';
import type { SoftphoneFactory } from './softphone.port.js';

type PageElements = Pick<AgentSessionOptions, 'remoteAudio' | 'remoteVideo' | 'localVideo'>;

/** The SIP softphone on this page's devices; where there is no WebRTC, one that only says so. */
export function defaultSoftphone({ remoteAudio, remoteVideo, localVideo }: PageElements): SoftphoneFactory {
  return (listener) => {
    if (typeof RTCPeerConnection === 'undefined' || typeof Audio === 'undefined') {
      const error = new CallweaveError('device.unsupported', 'This platform has no WebRTC.');
      const refuse = (): Promise<never> => Promise.reject(error);
      return {
        state: { status: 'failed', error, ...NO_DEVICES },
        start: () => listener.failed(error),
        networkChanged: () => undefined,
        refresh: () => undefined,
        setInput: refuse,
        setOutput: refuse,
        stop: () => Promise.resolve(),
      };
    }
    return new SipSoftphone(listener, {
      clock: systemClock,
      random: Math.random,
      // Missing on http pages other than localhost.
      mediaDevices: (navigator as { mediaDevices?: MediaDevices }).mediaDevices,
      remoteAudio,
      remoteVideo,
      localVideo,
    });
  };
}
