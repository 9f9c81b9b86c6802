import { type CallData, CallweaveError } from '@callweave/cti-core';

const KEYS_LIMIT = 64;

/** New data over old, or null when it would be more than a call holds: for data that nobody stands behind. */
export function dataIfFits(before: CallData, added: CallData): CallData | null {
  const data = { ...before, ...added };
  return Object.keys(data).length > KEYS_LIMIT ? null : data;
}

/**
 * New data over old.
 * @throws {CallweaveError} `call.data-too-large`
 */
export function checkedData(before: CallData, added: CallData): CallData {
  const data = { ...before, ...added };
  const keys = Object.keys(data).length;
  if (keys > KEYS_LIMIT) {
    throw new CallweaveError('call.data-too-large', `A call holds ${KEYS_LIMIT} keys of data at most`, {
      details: { keys, limit: KEYS_LIMIT },
    });
  }
  return data;
}
