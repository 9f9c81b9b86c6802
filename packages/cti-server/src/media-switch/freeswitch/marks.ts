import { type CallId, CallweaveError } from '@callweave/cti-core';
import type { LegMark } from '../media-switch.port.js';
import type { EslEvent } from './esl-event.js';

const PREFIX = 'cw_';
const CALL_ID = 'cw_call_id';
const PARTY = 'cw_party';
/** `uuid_setvar_multi` reads 64 variables at most; some are ours. */
const MOST_FACTS = 50;

/**
 * A mark as channel variables. Values are percent-encoded, so that they pass through every parser of FreeSWITCH
 * (dial strings, `uuid_setvar_multi`, variable expansion) unharmed.
 * @throws {CallweaveError} `switch.invalid-argument`
 */
export function markVariables(mark: LegMark): Map<string, string> {
  const variables = new Map([
    [CALL_ID, encodeValue(mark.callId)],
    [PARTY, mark.party],
  ]);
  for (const [name, value] of Object.entries(mark.facts)) {
    const variable = `${PREFIX}${name}`;
    if (!/^[A-Za-z]\w{0,63}$/.test(name) || variables.has(variable) || variables.size > MOST_FACTS) {
      throw new CallweaveError('switch.invalid-argument', `A mark cannot carry the fact '${name}'`, {
        details: { name },
      });
    }
    variables.set(variable, encodeValue(value));
  }
  return variables;
}

/** The mark on a channel, or null when it is not ours. */
export function readMark(event: EslEvent): LegMark | null {
  const callId = event.getHeader(`variable_${CALL_ID}`);
  if (!callId) return null;
  const facts: Record<string, string> = {};
  for (const [header, value] of Object.entries(event.record)) {
    if (!header.startsWith(`variable_${PREFIX}`) || typeof value !== 'string') continue;
    const name = header.slice(`variable_${PREFIX}`.length);
    if (name !== 'call_id' && name !== 'party') facts[name] = decodeValue(value);
  }
  const party = event.getHeader(`variable_${PARTY}`);
  return {
    callId: decodeValue(callId) as CallId,
    party: party === 'agent' || party === 'supervisor' || party === 'external' ? party : 'customer',
    facts,
  };
}

export function encodeValue(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function decodeValue(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Somebody else wrote it; the call matters more than the value.
    return text;
  }
}
