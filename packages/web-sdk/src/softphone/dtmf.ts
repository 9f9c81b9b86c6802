import { CallweaveError } from '@callweave/cti-core';
import type { Session } from 'sip.js';

/** RFC 4733 wants at least 40 ms a tone; 100 and 70 are what every exchange hears. */
const TONE_MS = 100;
const GAP_MS = 70;

/** Sends keys in the sound (RFC 4733); by INFO, one after the other, when the far end did not agree to that. */
export async function sendDigits(
  digits: string,
  media: { readonly dtmf: Pick<RTCDTMFSender, 'insertDTMF' | 'toneBuffer'> | null },
  session: Pick<Session, 'info'>,
): Promise<void> {
  const { dtmf } = media;
  try {
    if (dtmf !== null) {
      // insertDTMF replaces what still waits: keys pressed quickly must not be lost.
      dtmf.insertDTMF(dtmf.toneBuffer + digits, TONE_MS, GAP_MS);
      return;
    }
    for (const digit of digits) await sendInfo(digit, session);
  } catch (error) {
    throw new CallweaveError('softphone.media-failed', 'The keys could not be sent.', { cause: error });
  }
}

function sendInfo(digit: string, session: Pick<Session, 'info'>): Promise<void> {
  return new Promise((resolve, reject) => {
    session
      .info({
        requestDelegate: {
          onAccept: () => resolve(),
          onReject: ({ message }) => reject(new Error(`INFO was refused: ${message.statusCode}`)),
        },
        requestOptions: {
          body: {
            contentDisposition: 'render',
            contentType: 'application/dtmf-relay',
            content: `Signal=${digit}\r\nDuration=${TONE_MS}`,
          },
        },
      })
      .catch(reject);
  });
}
