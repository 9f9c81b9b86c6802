import { randomUUID } from 'node:crypto';
import type { LegId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import { isGatewayFault } from '../../outbound/index.js';
import { mark, TRUNK_NUMBER, useRig } from './rig.js';

/**
 * Calls in and out, their ends and failures, and phones that come and go. Serves BRIDGE-1, ACD-5, AGT-3.
 * Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();

describe('a call from a trunk', () => {
  it('arrives with its numbers and waits', async () => {
    await rig.current.ends.customer(TRUNK_NUMBER, 'customer', { number: '13900001111', name: '张三' });
    const arrived = await rig.current.log.until('leg.arrived');
    expect(arrived).toMatchObject({ caller: '13900001111', callerName: '张三', called: TRUNK_NUMBER });
    expect(arrived.trunk).toBeTruthy();
  });

  it('is answered on order, once', async () => {
    const { legId, end } = await rig.current.answered();
    await rig.current.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
    expect(await rig.current.log.until('leg.ended', { legId })).toMatchObject({
      cause: 'NORMAL_CLEARING',
      by: 'switch',
    });
    expect(await end.sip.ended).toBe(0);
    expect(rig.current.log.namesOf(legId)).toEqual(['leg.arrived', 'leg.answered', 'leg.ended']);
  });

  it('tells that the customer hung up', async () => {
    const { legId } = await rig.current.answered('customer-hangs-up');
    expect(await rig.current.log.until('leg.ended', { legId })).toMatchObject({ by: 'far-end' });
  });

  it('tells that the customer gave up before the answer', async () => {
    const { legId } = await rig.current.arrive('customer-gives-up');
    expect(await rig.current.log.until('leg.ended', { legId })).toMatchObject({ by: 'far-end' });
    expect(rig.current.log.namesOf(legId)).toEqual(['leg.arrived', 'leg.ended']);
  });
});

describe("an agent's leg", () => {
  it('rings and is answered', async () => {
    await rig.current.ends.agent('1001', 'phone-answers');
    const legId = await rig.current.createLeg({ kind: 'extension', extension: '1001' });
    await rig.current.log.until('leg.answered', { legId });
    expect(rig.current.log.namesOf(legId)).toEqual(['leg.ringing', 'leg.answered']);
  });

  it('asks the phone to pick up by itself, where that is wanted (AGT-5)', async () => {
    const asked = await rig.current.ends.agent('1001', 'phone-answers');
    const legId = await rig.current.createLeg({ kind: 'extension', extension: '1001' }, { autoAnswer: true });
    await rig.current.log.until('leg.answered', { legId });
    expect(asked.sip.callInfo).toBe('answer-after=0');

    const plain = await rig.current.ends.agent('1002', 'phone-answers');
    const other = await rig.current.createLeg({ kind: 'extension', extension: '1002' });
    await rig.current.log.until('leg.answered', { legId: other });
    expect(plain.sip.callInfo).toBeNull();
  });

  it('is answered by its phone when that is asked to (AGT-5)', async () => {
    const phone = await rig.current.ends.agent('1001', 'phone-answers-when-told');
    const legId = await rig.current.createLeg({ kind: 'extension', extension: '1001' });
    await rig.current.log.until('leg.ringing', { legId });
    await rig.current.order({ do: 'switch.answer-phone', legId });
    await rig.current.log.until('leg.answered', { legId });
    await rig.current.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
    expect(await phone.sip.ended).toBe(0);
  });

  it('fails with busy', async () => {
    await rig.current.ends.agent('1002', 'phone-busy');
    const legId = await rig.current.createLeg({ kind: 'extension', extension: '1002' });
    expect(await rig.current.log.until('leg.failed', { legId })).toMatchObject({
      failure: 'busy',
      cause: 'USER_BUSY',
    });
  });

  it('fails with no answer when its time is up', async () => {
    await rig.current.ends.agent('1003', 'phone-rings');
    const legId = await rig.current.createLeg({ kind: 'extension', extension: '1003' }, { ringMs: 2_000 });
    expect(await rig.current.log.until('leg.failed', { legId })).toMatchObject({ failure: 'no-answer' });
    expect(rig.current.log.namesOf(legId)).toEqual(['leg.ringing', 'leg.failed']);
  });

  it('fails as unreachable when no phone is registered', async () => {
    const legId = await rig.current.createLeg({ kind: 'extension', extension: '1010' });
    expect(await rig.current.log.until('leg.failed', { legId })).toMatchObject({ failure: 'unreachable' });
    expect(rig.current.log.namesOf(legId)).toEqual(['leg.failed']);
  });

  it('is cancelled when it is hung up while it rings', async () => {
    const phone = await rig.current.ends.agent('1004', 'phone-rings');
    const legId = await rig.current.createLeg({ kind: 'extension', extension: '1004' });
    await rig.current.log.until('leg.ringing', { legId });
    await rig.current.order({ do: 'switch.hang-up', legId, cause: 'ORIGINATOR_CANCEL' });
    expect(await rig.current.log.until('leg.failed', { legId })).toMatchObject({ failure: 'cancelled' });
    expect(await phone.sip.ended).toBe(0);
  });

  it('is cancelled even when it is hung up before it exists', async () => {
    await rig.current.ends.agent('1005', 'phone-rings');
    const legId = randomUUID() as LegId;
    await Promise.all([
      rig.current.createLeg({ kind: 'extension', extension: '1005' }, { legId }),
      rig.current.order({ do: 'switch.hang-up', legId, cause: 'ORIGINATOR_CANCEL' }),
    ]);
    expect(await rig.current.log.until('leg.failed', { legId })).toMatchObject({ failure: 'cancelled' });
  });
});

describe('a call to a trunk', () => {
  it('rings and is answered, and counts on its gateway', async () => {
    await rig.current.ends.phone('phone-answers', { port: rig.current.under.gateway.port });
    const target = {
      kind: 'gateway',
      gateway: rig.current.under.gateway.name,
      number: '13900139000',
    } as const;
    const legId = await rig.current.createLeg(target, { mark: mark('customer'), offerId: null });
    await rig.current.log.until('leg.answered', { legId });
    const used = await rig.current.log.until('gateway.changed');
    expect(used.gateway).toEqual({ name: rig.current.under.gateway.name, up: true, channelsInUse: 1 });
  });

  it('shows the caller’s number there, and asks for the number as it was ordered (AGT-3)', async () => {
    const phone = await rig.current.ends.phone('phone-answers', { port: rig.current.under.gateway.port });
    const target = {
      kind: 'gateway',
      gateway: rig.current.under.gateway.name,
      number: '008613900139000',
    } as const;
    const caller = { callerNumber: '4008001234', callerName: '4008001234' };
    const legId = await rig.current.createLeg(target, { mark: mark('customer'), offerId: null, ...caller });
    await rig.current.log.until('leg.answered', { legId });
    expect(phone.sip.callerId).toEqual({ from: '4008001234', asserted: '4008001234' });
    expect(phone.sip.called).toBe('008613900139000');
  });

  it('is busy there by the far end’s own word, and no other gateway would do better', async () => {
    await rig.current.ends.phone('phone-busy', { port: rig.current.under.gateway.port });
    const target = { kind: 'gateway', gateway: rig.current.under.gateway.name, number: '139' } as const;
    const legId = await rig.current.createLeg(target, { mark: mark('customer'), offerId: null });
    const { cause } = await rig.current.log.until('leg.failed', { legId });
    expect([cause, isGatewayFault(cause)]).toEqual(['USER_BUSY', false]);
  });

  it('fails as unreachable on a gateway that does not exist, and another might do better', async () => {
    const legId = await rig.current.createLeg(
      { kind: 'gateway', gateway: 'nowhere', number: '139' },
      { mark: mark('customer') },
    );
    const failed = await rig.current.log.until('leg.failed', { legId });
    expect([failed.failure, isGatewayFault(failed.cause)]).toEqual(['unreachable', true]);
  });
});

describe('a phone', () => {
  it('is told when it registers, not when it refreshes, and when it leaves', async () => {
    const phone = await rig.current.ends.phone('phone-answers');
    const before = rig.current.log.mark;
    const from = 30_000 + (process.pid % 20_000);
    await rig.current.ends.register('1006', phone.sip.port, { from });
    await rig.current.log.until('extension.registered', { extension: '1006' }, { since: before });
    const since = rig.current.log.mark;
    await rig.current.ends.register('1006', phone.sip.port, { from });
    await rig.current.ends.register('1006', phone.sip.port, { from, expires: 0 });
    await rig.current.log.until('extension.unregistered', { extension: '1006' }, { since });
    expect(rig.current.log.facts.slice(since).filter(({ fact }) => fact === 'extension.registered')).toEqual(
      [],
    );
  });
});
