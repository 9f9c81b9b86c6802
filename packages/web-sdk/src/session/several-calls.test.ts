import type { AgentId, CallId } from '@callweave/cti-core';
import { settle } from '@callweave/cti-core/testing';
import { describe, expect, test } from 'vitest';
import { ready, talking } from './session.bench.js';

const COLLEAGUE = { to: 'agent', agentId: 'a-1002' as AgentId } as const;

/** The agent talks with whom he consults; his customer waits. */
async function consulting() {
  const bench = await talking();
  const consult = await bench.session.consult(bench.callId, COLLEAGUE);
  await settle();
  bench.server.colleagueAnswers(consult.callId);
  await settle();
  return { ...bench, consultId: consult.callId };
}

describe('consultation (AGT-3)', () => {
  test('given a call, when he consults, then the caller waits and the same line serves the second call', async () => {
    const { session, callId } = await talking();
    const consult = await session.consult(callId, COLLEAGUE);
    await settle();
    expect(session.state.agent?.state).toBe('dialling');
    expect(session.state.activeCall).toMatchObject({ callId: consult.callId, local: 'connected' });
    expect(session.state.heldCalls).toMatchObject([{ callId, local: 'connected' }]);
    expect(session.state.heldCalls[0]?.heldSince).not.toBeNull();
  });

  test('when the colleague has picked up, then he may complete, return, swap and make it three', async () => {
    const { session } = await consulting();
    const { can } = session.state.activeCall ?? {};
    expect(can).toMatchObject({ completeTransfer: true, return: true, swap: true, conference: true });
  });

  test('complete: the caller is with the colleague, and this agent wraps up', async () => {
    const { session, callId, heard } = await consulting();
    await session.completeTransfer(callId);
    await settle();
    expect(heard).toContain('transferred by a-1001 to agent');
    expect(session.state).toMatchObject({
      agent: { state: 'wrap-up' },
      activeCall: { callId, agentId: 'a-1002', local: 'none' },
      heldCalls: [],
    });
    await session.finishWrapUp();
    await settle();
    expect(session.state.calls).toEqual([]);
  });

  test('return: the colleague is let go, and the caller is back', async () => {
    const { session, callId } = await consulting();
    await session.returnToCaller(callId);
    await settle();
    expect(session.state.activeCall).toMatchObject({ callId, heldSince: null, local: 'connected' });
    expect(session.state.calls).toHaveLength(1);
  });

  test('swap: he talks with the one, and the other is held, to and fro', async () => {
    const { session, callId, consultId } = await consulting();
    await session.swap(callId);
    await settle();
    expect(session.state.activeCall?.callId).toBe(callId);
    expect(session.state.heldCalls.map((call) => call.callId)).toEqual([consultId]);
    await session.swap(consultId);
    await settle();
    expect(session.state.activeCall?.callId).toBe(consultId);
  });

  test('a mute belongs to whom it was pressed for: a swap ends it', async () => {
    const { session, server, callId } = await consulting();
    session.setMuted(true);
    await session.swap(callId);
    await settle();
    expect(session.state.muted).toBe(false);
    expect(server.phone?.muted).toBe(false);
  });

  test('given a caller who hangs up meanwhile, then the consultation goes on, and his wrap-up comes after it', async () => {
    const { session, server, callId, consultId, heard } = await consulting();
    server.endCall(callId, 'customer');
    await settle();
    expect(heard.at(-1)).toBe(`ended ${callId} by customer`);
    expect(session.state.activeCall).toMatchObject({ callId: consultId, local: 'connected' });
    expect(session.state.calls.find((call) => call.callId === callId)?.phase).toBe('ended');
    await session.hangUp(consultId);
    await settle();
    expect(session.state).toMatchObject({ agent: { state: 'wrap-up' }, activeCall: { callId } });
  });

  test('keys reach whom he talks with, never whoever is held on the same line', async () => {
    const { session, server, callId, consultId } = await consulting();
    await session.sendDigits(consultId, '7');
    expect(server.phone?.digits).toBe('7');
    await expect(session.sendDigits(callId, '1')).rejects.toMatchObject({ code: 'call.not-allowed-now' });
    expect(server.phone?.digits).toBe('7');
  });
});

describe('blind transfer (AGT-3)', () => {
  test('to a queue: the call leaves the screen when its wrap-up is over', async () => {
    const { session, callId, heard } = await talking();
    await session.transfer(callId, { to: 'queue', queueId: 'service' as never });
    await settle();
    expect(heard).toContain('transferred by a-1001 to queue');
    expect(session.state).toMatchObject({
      agent: { state: 'wrap-up' },
      activeCall: { callId, local: 'none' },
    });
    await session.finishWrapUp();
    await settle();
    expect(session.state).toMatchObject({ calls: [], activeCall: null });
  });

  test('a colleague who does not take him: it is told, and the caller rings again at who sent him', async () => {
    const { session, server, callId, heard } = await talking();
    await session.transfer(callId, COLLEAGUE);
    await settle();
    expect(session.state.activeCall).toMatchObject({ callId, phase: 'transferring' });
    server.transferFails(callId, 'busy');
    await settle();
    expect(heard).toContain('transfer failed: busy');
    expect(heard.filter((line) => line.startsWith(`pop ${callId}`))).toHaveLength(2);
    await session.answer(callId);
    await settle();
    expect(session.state).toMatchObject({
      agent: { state: 'talking' },
      activeCall: { callId, local: 'connected' },
    });
  });

  test('what the server refuses leaves the caller with him', async () => {
    const { session, server, callId } = await talking();
    server.refuseNext('call.transfer', 'call.destination-unavailable');
    await expect(session.transfer(callId, COLLEAGUE)).rejects.toMatchObject({
      code: 'call.destination-unavailable',
      retryable: true,
    });
    expect(session.state.activeCall).toMatchObject({ callId, phase: 'talking' });
  });
});

describe('conference (AGT-3)', () => {
  test('three become four, one is muted, one dropped, the room is locked', async () => {
    const { session, server, callId, heard } = await consulting();
    await session.conference(callId);
    await settle();
    expect(session.state.activeCall).toMatchObject({ callId, phase: 'conference', local: 'connected' });
    await session.invite(callId, { to: 'number', number: '13700137000' });
    server.colleagueAnswers(callId);
    await settle();
    expect(heard.slice(-2)).toEqual(['joined agent', 'joined external']);
    const [customer, , colleague] = session.state.activeCall?.conference?.parties ?? [];
    if (customer === undefined || colleague === undefined) throw new Error('Four are in.');
    await session.muteParty(callId, customer.legId, true);
    await session.lockConference(callId, true);
    await settle();
    expect(session.state.activeCall?.conference).toMatchObject({ locked: true });
    expect(session.state.activeCall?.conference?.parties[0]?.muted).toBe(true);
    await session.dropParty(callId, colleague.legId);
    await settle();
    expect(heard.at(-1)).toBe('left agent');
    expect(session.state.activeCall?.conference?.parties).toHaveLength(3);
  });
});

describe('several calls at once (AGT-4)', () => {
  test('a call that waits beside another is answered by the server: no INVITE rings on a line in use', async () => {
    const { session, server, callId, heard } = await talking();
    const second = server.offerCall({ caller: '13600136000' });
    await settle();
    expect(heard).toContain(`pop ${second.callId} local=connected`);
    expect(session.state.activeCall?.callId).toBe(callId);
    await session.answer(second.callId);
    await settle();
    expect(session.state).toMatchObject({
      activeCall: { callId: second.callId, local: 'connected' },
      heldCalls: [{ callId }],
    });
    await session.swap(callId);
    await settle();
    expect(session.state.activeCall?.callId).toBe(callId);
  });

  test('a second click on a call that is just being answered asks nobody again', async () => {
    const { session, server } = await ready();
    const { callId } = server.offerCall();
    await settle();
    server.refuseNext('call.answer', 'call.not-allowed-now');
    await Promise.all([session.answer(callId), session.answer(callId)]);
    await settle();
    expect(session.state.activeCall).toMatchObject({ phase: 'talking', local: 'connected' });
  });

  test('the call that the line began with ends: the other keeps the sound', async () => {
    const { session, server, callId } = await talking();
    const second = server.offerCall({ caller: '13600136000' });
    await settle();
    await session.answer(second.callId);
    await settle();
    server.endCall(callId, 'customer');
    await settle();
    expect(session.state.activeCall).toMatchObject({ callId: second.callId, local: 'connected' });
    await session.sendDigits(second.callId, '5');
    expect(server.phone?.digits).toBe('5');
  });

  test('dialling out beside a call holds it', async () => {
    const { session, callId } = await talking();
    const second = await session.makeCall('13500135000');
    await settle();
    expect(session.state).toMatchObject({
      activeCall: { callId: second.callId, phase: 'dialling' },
      heldCalls: [{ callId }],
    });
  });
});

describe('parking (AGT-4)', () => {
  test('a parked call is on every screen, and whoever picks it up is answered by himself', async () => {
    const { session, callId } = await talking();
    await session.park(callId);
    await settle();
    expect(session.state.parked).toMatchObject([{ callId, slot: '1' }]);
    expect(session.state.agent?.state).toBe('wrap-up');
    await session.finishWrapUp();
    await session.pickUp(callId);
    await settle();
    expect(session.state).toMatchObject({
      parked: [],
      agent: { state: 'talking' },
      activeCall: { callId, local: 'connected' },
    });
  });

  test('a slot that is taken is refused, and the caller stays', async () => {
    const { session, server, callId } = await talking();
    server.parkElsewhere();
    await expect(session.park(callId, '1')).rejects.toMatchObject({ code: 'call.slot-taken' });
    expect(session.state.activeCall).toMatchObject({ callId, phase: 'talking' });
  });

  test('what a colleague has parked is there after a reload, too', async () => {
    const { session, server } = await ready();
    const callId: CallId = server.parkElsewhere({ callerName: 'Li' });
    await session.stop();
    await session.start();
    expect(session.state.parked).toMatchObject([{ callId, callerName: 'Li' }]);
  });
});

describe('recording, disposition and notes (REC-1, AGT-2)', () => {
  test('on demand: it begins, leaves out a card number, goes on, and stops', async () => {
    const { session, callId } = await talking();
    const recording = () => session.state.activeCall?.recording ?? 'none';
    const seen: string[] = [];
    for (const order of [
      session.startRecording,
      session.pauseRecording,
      session.resumeRecording,
      session.stopRecording,
    ]) {
      await order(callId);
      await settle();
      seen.push(recording());
    }
    expect(seen).toEqual(['running', 'paused', 'running', 'none']);
  });

  test('a disposition, tags and a note can be written in the call and while wrapping up', async () => {
    const { session, callId } = await talking();
    await session.setTags(callId, ['vip', 'return']);
    await session.hangUp(callId);
    await settle();
    await session.setDisposition(callId, 'sold');
    await session.addNote(callId, 'Calls again on Monday.');
    await settle();
    expect(session.state.activeCall).toMatchObject({
      disposition: 'sold',
      tags: ['vip', 'return'],
      notes: [{ text: 'Calls again on Monday.' }],
    });
  });

  test('the directory names colleagues with their state, and queues with who waits', async () => {
    const { session } = await ready();
    const { agents, queues } = await session.listDirectory();
    expect(agents.map((agent) => `${agent.name} ${agent.state}`)).toEqual([
      'Zhou Min ready',
      'Chen Jie talking',
    ]);
    expect(queues).toMatchObject([{ name: 'Orders', ready: 1, waiting: 0 }]);
  });
});
