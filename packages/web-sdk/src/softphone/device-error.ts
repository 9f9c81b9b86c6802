import { CallweaveError } from '@callweave/cti-core';

/** The typed form of what `getUserMedia`, `setSinkId` and their kin reject with (Media Capture and Streams, 10.2). */
export function deviceError(error: unknown, device: 'microphone' | 'camera' = 'microphone'): CallweaveError {
  const what = device === 'camera' ? 'camera' : 'audio device';
  const options = { cause: error, ...(device === 'camera' ? { details: { kind: 'camera' } } : {}) };
  if (error instanceof CallweaveError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new CallweaveError('device.permission-denied', `The browser refuses the ${device}.`, options);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new CallweaveError('device.not-found', `There is no such ${what}.`, options);
    case 'NotReadableError':
    case 'AbortError':
      return new CallweaveError('device.in-use', `The ${what} cannot be opened.`, options);
    default:
      return new CallweaveError('device.unsupported', `This browser gives no access to a ${what}.`, options);
  }
}
