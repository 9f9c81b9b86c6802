import { CallweaveError } from '@callweave/cti-core';

/** The typed form of what `getUserMedia`, `setSinkId` and their kin reject with (Media Capture and Streams, 10.2). */
export function deviceError(error: unknown): CallweaveError {
  if (error instanceof CallweaveError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new CallweaveError('device.permission-denied', 'The browser refuses the microphone.', {
        cause: error,
      });
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new CallweaveError('device.not-found', 'There is no such audio device.', { cause: error });
    case 'NotReadableError':
    case 'AbortError':
      return new CallweaveError('device.in-use', 'The audio device cannot be opened.', { cause: error });
    default:
      return new CallweaveError('device.unsupported', 'This browser gives no access to audio devices.', {
        cause: error,
      });
  }
}
