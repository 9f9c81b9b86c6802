import type { LegId } from '@callweave/cti-core';
import { ManualClock, settle } from '@callweave/cti-core/testing';
import type { AgentCall, AgentSession, AgentSessionOptions } from '../agent-session.types.js';
import { createMockServer, type MockServer } from '../testing/index.js';
import { createAgentSession } from './create-agent-session.js';

/** A page of an agent, against a server in memory. */
export interface Bench {
  readonly clock: ManualClock;
  readonly server: MockServer;
  readonly session: AgentSession;
  readonly heard: string[];
}

export function bench(options: Partial<AgentSessionOptions> = {}): Bench {
  const clock = new ManualClock();
  const server = createMockServer({ clock });
  return { clock, server, ...page(server, clock, options) };
}

/** Another page of the same agent, as after a reload. */
export function page(server: MockServer, clock: ManualClock, options: Partial<AgentSessionOptions> = {}) {
  const session = createAgentSession({
    url: server.url,
    getToken: () => server.token,
    transport: server.transport,
    softphone: server.softphone,
    clock,
    ...options,
  });
  const heard: string[] = [];
  session.on('screen-pop', (call) => heard.push(`pop ${call.callId} local=${call.local}`));
  session.on('call-ended', (call) => heard.push(`ended ${call.callId} by ${call.endedBy}`));
  session.on('call-transferred', ({ by, destination }) =>
    heard.push(`transferred by ${by} to ${destination.to}`),
  );
  session.on('transfer-failed', ({ outcome }) => heard.push(`transfer failed: ${outcome}`));
  session.on('party-joined', (call, legId) => heard.push(`joined ${partyOf(call, legId)}`));
  session.on('party-left', (call, legId) => heard.push(`left ${partyOf(call, legId)}`));
  session.on('error', (error) => heard.push(`error ${error.code}`));
  return { session, heard };
}

/** Logged in and ready. */
export async function ready(options: Partial<AgentSessionOptions> = {}): Promise<Bench> {
  const made = bench(options);
  await made.session.start();
  await made.session.logIn();
  await made.session.setReady();
  await settle();
  return made;
}

/** In a call of a customer. */
export async function talking(): Promise<
  Bench & { callId: NonNullable<AgentSession['state']['activeCall']>['callId'] }
> {
  const made = await ready();
  const { callId } = made.server.offerCall();
  await settle();
  await made.session.answer(callId);
  await settle();
  return { ...made, callId };
}

function partyOf(call: AgentCall, legId: LegId): string {
  return call.legs.find((leg) => leg.legId === legId)?.party ?? 'nobody';
}
