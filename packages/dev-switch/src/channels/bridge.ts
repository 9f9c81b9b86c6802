import { randomUUID } from 'node:crypto';
import { cloneProfile, stepProfile } from './caller-profile.js';
import { endHeldBridge, endOwnHold } from './hold.js';
import type { Session } from './session.js';
import { showParty } from './show-party.js';
import { transferAfterBridge } from './transfer.js';

/** Two channels that hear each other. The originator's loop carries it; either side ends it. */
export class Bridge {
  #over = false;

  constructor(
    readonly originator: Session,
    readonly originatee: Session,
  ) {}

  get over(): boolean {
    return this.#over;
  }

  /** Lets both go; what they were played meanwhile ends with it. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.originator.orders.stop();
    this.originatee.orders.stop();
  }

  partnerOf(session: Session): Session {
    return session === this.originator ? this.originatee : this.originator;
  }
}

/**
 * `uuid_bridge`: takes both channels out of what they do and sends them towards SOFT_EXECUTE, where they meet.
 * @returns false when they cannot be bridged, which FreeSWITCH answers with `-ERR Invalid uuid`.
 */
export function orderBridge(first: Session, second: Session): boolean {
  let [originator, originatee] = [first, second];
  if (first === second) return false;
  endOwnHold(first);
  endOwnHold(second);
  if (originator.channel.direction === 'outbound' && !originator.channel.hitDialplan)
    originator.flipCallerId();
  if (originator.channel.down) return false;
  if (!originator.mediaUp) {
    if (!originatee.mediaUp) return false;
    [originator, originatee] = [originatee, originator];
  }
  if (originatee.channel.direction === 'outbound') originatee.channel.hitDialplan = false;
  for (const [self, other] of [
    [originator, originatee],
    [originatee, originator],
  ] as const) {
    const { profile, variables } = self.channel;
    variables.setAll({
      bridge_channel: other.channel.name,
      bridge_uuid: other.uuid,
      signal_bond: other.uuid,
      original_destination_number: profile.destinationNumber,
      original_caller_id_name: profile.callerIdName,
      original_caller_id_number: profile.callerIdNumber,
    });
  }
  originator.channel.variables.set('uuid_bridge', originatee.uuid);
  introduce(originator, originatee);
  for (const session of [originator, originatee]) {
    session.orders.stop();
    session.bridgeRole =
      session === originator
        ? { role: 'originator', other: originatee }
        : { role: 'originatee', other: originator };
  }
  // Both are marked before either wakes, so that neither mistakes the other's way here for a hang-up.
  originator.bridge?.end();
  originatee.bridge?.end();
  originator.divert(originator.channel.state === 'CS_HIBERNATE' ? 'CS_CONSUME_MEDIA' : 'CS_HIBERNATE');
  originatee.divert(originatee.channel.state === 'CS_HIBERNATE' ? 'CS_CONSUME_MEDIA' : 'CS_HIBERNATE');
  return true;
}

/** Gives each the other's profile: the callee shows the caller's number, the caller the callee's. */
function introduce(originator: Session, originatee: Session): void {
  const nowUs = originator.core.clock.nowUs();
  for (const session of [originator, originatee]) {
    session.channel.profile = stepProfile(session.channel.profile, nowUs);
  }
  const [caller, callee] = [originator.channel.profile, originatee.channel.profile];
  originatee.channel.other = { type: 'originator', profile: cloneProfile(caller) };
  originator.channel.other = { type: 'originatee', profile: cloneProfile(callee) };
  caller.calleeIdName = callee.calleeIdName;
  caller.calleeIdNumber = callee.calleeIdNumber;
  callee.callerIdName = caller.callerIdName;
  callee.callerIdNumber = caller.callerIdNumber;
  for (const [self, other] of [
    [originator, originatee],
    [originatee, originator],
  ] as const) {
    const source = `${Math.floor(nowUs / 1e6)}:${randomUUID()}:uuid_br:${other.uuid}`;
    self.channel.profile.transferSource = source;
    self.channel.variables.push('transfer_history', source);
    self.channel.variables.set('transfer_source', source);
  }
}

/** The SOFT_EXECUTE state: the originator waits for the other and then carries the bridge. */
export async function softExecute(session: Session): Promise<void> {
  const plan = session.bridgeRole;
  if (plan?.role !== 'originator') return;
  const { other } = plan;
  session.bridgeRole = null;
  session.channel.variables.set('uuid_bridge', null);
  if (!(await meet(session, other))) return;
  other.bridgeRole = null;
  await carry(session, other);
}

async function meet(session: Session, other: Session): Promise<boolean> {
  const deadlineUs = session.core.clock.nowUs() + 20_000_000;
  for (;;) {
    if (session.channel.down || session.diverted) {
      if (!other.diverted) other.hangUp('DESTINATION_OUT_OF_ORDER');
      return false;
    }
    const late = session.core.clock.nowUs() >= deadlineUs;
    if (other.channel.down || late || other.bridgeRole?.other !== session) {
      session.hangUp('DESTINATION_OUT_OF_ORDER');
      if (late) other.hangUp('DESTINATION_OUT_OF_ORDER');
      return false;
    }
    const { state, runningState } = other.channel;
    if (state === runningState && state === 'CS_RESET') other.setState('CS_SOFT_EXECUTE');
    else if (state === runningState && state === 'CS_SOFT_EXECUTE') return true;
    else await session.breathe(session.core.clock.nowUs() + 20_000);
  }
}

async function carry(a: Session, b: Session): Promise<void> {
  const bridge = new Bridge(a, b);
  a.publish('CHANNEL_EXECUTE', { after: { Application: 'uuid_bridge', 'Application-Data': b.uuid } });
  b.publish('CHANNEL_EXECUTE', { after: { Application: 'uuid_bridge', 'Application-Data': a.uuid } });
  if (!b.mediaUp || a.channel.down || b.channel.down) {
    a.hangUp('DESTINATION_OUT_OF_ORDER');
    b.hangUp('DESTINATION_OUT_OF_ORDER');
    return;
  }
  const nowUs = a.core.clock.nowUs();
  b.channel.variables.set('call_uuid', a.uuid);
  a.channel.display.callUuid = a.uuid;
  b.channel.display.callUuid = a.uuid;
  a.channel.profile.times.bridged = nowUs;
  b.channel.profile.times.bridged = nowUs;
  const about = { 'Bridge-A-Unique-ID': a.uuid, 'Bridge-B-Unique-ID': b.uuid };
  a.publish('CHANNEL_BRIDGE', { before: about });
  a.bridge = bridge;
  b.bridge = bridge;
  a.channel.variables.setAll({ bridge_to: b.uuid, last_bridge_to: b.uuid });
  b.channel.variables.setAll({ bridge_to: a.uuid, last_bridge_to: a.uuid });
  showParty(a, b.uuid, a.channel.profile.calleeIdName, a.channel.profile.calleeIdNumber);
  b.setState('CS_EXCHANGE_MEDIA');
  await passSound(a, b, bridge);
  while (b.channel.state === 'CS_EXCHANGE_MEDIA') await a.breathe();
  await part(a, b, bridge, about);
}

/** The originatee's side, in EXCHANGE_MEDIA. */
export async function exchangeMedia(session: Session): Promise<void> {
  const { bridge } = session;
  if (bridge === null) return session.hangUp('DESTINATION_OUT_OF_ORDER');
  const a = bridge.partnerOf(session);
  showParty(session, a.uuid, session.channel.profile.callerIdName, session.channel.profile.callerIdNumber);
  await passSound(session, a, bridge);
  const { channel } = session;
  channel.variables.set('bridge_to', null);
  if (channel.down || session.diverted || channel.state !== 'CS_EXCHANGE_MEDIA') {
    session.raise();
    return;
  }
  if (channel.variables.isTrue('park_after_bridge')) session.setState('CS_PARK');
  else if (!transferAfterBridge(session)) session.hangUp('NORMAL_CLEARING');
}

async function passSound(self: Session, other: Session, bridge: Bridge): Promise<void> {
  const { said } = other.sound;
  // Who listens to something else says nothing to his partner meanwhile.
  self.listenTo({ read: () => (other.orders.busy ? null : said.read()) });
  while (!bridge.over) {
    // A bridge has no use for what it is sent.
    self.queuedEvents.take();
    const digit = self.digits.take();
    if (digit === null) await self.breathe();
    else other.endpoint.sendDigits(digit.digit, digit.durationMs);
  }
  self.listenTo(null);
  endHeldBridge(self, other);
}

async function part(a: Session, b: Session, bridge: Bridge, about: Record<string, string>): Promise<void> {
  const { channel } = a;
  channel.variables.set('bridge_to', null);
  if (channel.hangupCause !== null) b.channel.variables.set('bridge_hangup_cause', channel.hangupCause);
  if (b.channel.hangupCause !== null) {
    channel.variables.setAll({
      bridge_hangup_cause: b.channel.hangupCause,
      last_bridge_hangup_cause: b.channel.hangupCause,
    });
  }
  if (b.bridge === bridge) b.bridge = null;
  a.bridge = null;
  b.channel.variables.set('call_uuid', b.uuid);
  b.channel.display.callUuid = b.uuid;
  a.publish('CHANNEL_UNBRIDGE', { before: about });
  b.raise();
  if (channel.down || a.diverted) return;
  if (channel.variables.isTrue('park_after_bridge')) a.setState('CS_PARK');
  else if (transferAfterBridge(a)) return;
  else if (channel.variables.isTrue('hangup_after_bridge'))
    a.hangUp(b.channel.hangupCause ?? 'NORMAL_CLEARING');
  else a.setState('CS_EXECUTE');
}
