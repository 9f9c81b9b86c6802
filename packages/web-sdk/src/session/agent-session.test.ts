import { CallweaveError, type QueueId } from '@callweave/cti-core';
import { settle } from '@callweave/cti-core/testing';
import { describe, expect, test } from 'vitest';
import type { AgentSession, AgentSessionOptions } from '../agent-session.types.js';
import { bench, page, ready, talking } from './session.bench.js';

describe('a day of an agent (AGT-1, WEB-1)', () => {
  test('he logs in, and his softphone registers only then', async () => {
    const { session } = bench();
    await session.start();
    expect(session.state).toMatchObject({ connection: 'open', softphone: { status: 'off' } });
    await session.logIn();
    await settle();
    expect(session.state.agent).toMatchObject({ state: 'aux', auxReason: 'logged-in', extension: '1001' });
    expect(session.state.softphone.status).toBe('registered');
  });

  test('a second page that only watches leaves the softphone to the desk (SUP-2)', async () => {
    const { server, clock, session: desk } = await ready();
    const { session: wall } = page(server, clock, { softphone: false });
    await wall.start();
    await settle();
    expect(wall.state.agent?.state).toBe('ready');
    expect(wall.state.softphone.status).toBe('off');
    expect(desk.state.softphone.status).toBe('registered');
  });

  test('given a ready agent, when a call is offered, then the screen pops before it rings, and rings after', async () => {
    const { session, server, heard } = await ready();
    const { callId } = server.offerCall({ caller: '13900139000' });
    await settle();
    expect(heard).toEqual([`pop ${callId} local=none`]);
    expect(session.state.activeCall).toMatchObject({
      caller: '13900139000',
      phase: 'offered',
      local: 'ringing',
    });
    expect(session.state.agent?.state).toBe('ringing');
  });

  test('he answers, holds, retrieves, hangs up, and wraps up', async () => {
    const { session, heard, callId } = await talking();
    expect(session.state.activeCall).toMatchObject({ phase: 'talking', local: 'connected' });
    await session.hold(callId);
    await settle();
    expect(session.state.activeCall?.can).toMatchObject({ hold: false, retrieve: true });
    await session.retrieve(callId);
    await session.hangUp(callId);
    await settle();
    expect(session.state.agent?.state).toBe('wrap-up');
    expect(session.state.activeCall).toMatchObject({ callId, phase: 'ended', local: 'none' });
    expect(heard.at(-1)).toBe(`ended ${callId} by agent`);
    await session.finishWrapUp();
    await settle();
    expect(session.state).toMatchObject({ calls: [], activeCall: null, agent: { state: 'ready' } });
  });

  test('given a ringing call, when the caller gives up, then the call leaves the screen', async () => {
    const { session, server } = await ready();
    server.offerCall();
    await settle();
    server.endCall();
    await settle();
    expect(session.state).toMatchObject({ calls: [], activeCall: null, agent: { state: 'ready' } });
  });

  test('given an offer that he rejects, then the caller keeps his place and the call leaves the screen', async () => {
    const { session, server } = await ready();
    const { callId } = server.offerCall();
    await settle();
    await session.reject(callId);
    await settle();
    expect(session.state.calls).toEqual([]);
  });

  test('given his own call, his phone is rung first and answers by itself', async () => {
    const { session, server } = await ready();
    const made = await session.makeCall('13700137000', { order: '77' });
    await settle();
    expect(made).toMatchObject({ direction: 'outbound', called: '13700137000', data: { order: '77' } });
    expect(session.state.activeCall).toMatchObject({
      callId: made.callId,
      phase: 'dialling',
      local: 'connected',
    });
    server.farEndAnswers();
    await settle();
    expect(session.state.activeCall).toMatchObject({ phase: 'talking', local: 'connected' });
  });

  test('given a queue that he calls for, then the call is that queue’s; there has to be one of that name (AGT-3)', async () => {
    const { session } = await ready();
    const queueId = 'orders' as QueueId;
    await expect(session.makeCall('13700137000', {}, { queueId: 'sales' as QueueId })).rejects.toMatchObject({
      code: 'queue.unknown',
    });
    const made = await session.makeCall('13700137000', {}, { queueId });
    expect(made).toMatchObject({ queueId, queueName: expect.any(String) });
  });

  test('given a queue that answers by itself, the offered call pops and is answered without a click (AGT-5)', async () => {
    const { session, server, heard } = await ready();
    const { callId } = server.offerCall({}, { autoAnswer: true });
    await settle();
    expect(heard).toContain(`pop ${callId} local=none`);
    expect(session.state.activeCall).toMatchObject({ phase: 'talking', local: 'connected' });
  });

  test('an offered call of any other queue never answers by itself', async () => {
    const { session, server } = await ready();
    server.offerCall();
    await settle();
    expect(session.state.activeCall?.local).toBe('ringing');
    expect(server.calls[0]?.phase).toBe('offered');
  });

  test('keys go through the sound while he talks', async () => {
    const { session, server, callId } = await talking();
    await session.sendDigits(callId, '42#');
    expect(server.phone?.digits).toBe('42#');
    await expect(session.sendDigits(callId, 'x')).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('a mute belongs to the call it was pressed in', async () => {
    const { session, server, callId } = await talking();
    session.setMuted(true);
    expect(session.state.muted).toBe(true);
    expect(server.phone?.muted).toBe(true);
    await session.hangUp(callId);
    await settle();
    expect(session.state.muted).toBe(false);
  });

  test('with an IP phone no softphone starts, and the server answers', async () => {
    const { session, server } = await ready({ device: 'ip-phone' });
    const { callId } = server.offerCall();
    await session.answer(callId);
    await settle();
    expect(server.phone).toBeNull();
    expect(session.state).toMatchObject({ softphone: { status: 'off' }, activeCall: { phase: 'talking' } });
  });
});

describe('a page that breaks and comes back (AGT-8)', () => {
  test('given a reload in mid-call, then the new page shows the call and its softphone answers by itself', async () => {
    const { session, server, clock, callId } = await talking();
    await session.stop();
    const { session: again, heard } = page(server, clock);
    await again.start();
    await settle();
    expect(again.state.activeCall).toMatchObject({ callId, phase: 'talking', local: 'connected' });
    expect(again.state.agent?.state).toBe('talking');
    expect(heard).toEqual([]);
  });

  test('given a reload while it rings, then the new page pops the screen again', async () => {
    const { session, server, clock } = await ready();
    const { callId } = server.offerCall();
    await settle();
    await session.stop();
    const { session: again, heard } = page(server, clock);
    await again.start();
    expect(heard).toEqual([`pop ${callId} local=none`]);
  });

  test('given a broken connection, then the call goes on, and what was missed is told once', async () => {
    const { session, server, clock, heard, callId } = await talking();
    server.dropConnection();
    await settle();
    expect(session.state).toMatchObject({ connection: 'reconnecting', activeCall: { local: 'connected' } });
    expect(session.state.connectionError?.code).toBe('connection.lost');
    server.endCall();
    await clock.run(1_000);
    expect(session.state).toMatchObject({
      connection: 'open',
      connectionError: null,
      agent: { state: 'wrap-up' },
    });
    expect(heard.filter((line) => line.startsWith('ended'))).toEqual([`ended ${callId} by customer`]);
    expect(heard.filter((line) => line.startsWith('pop'))).toHaveLength(1);
  });

  test('given a lost server, he can still hang up at the switch', async () => {
    const { session, server, callId } = await talking();
    server.dropConnection();
    await settle();
    await session.hangUp(callId);
    expect(server.calls[0]).toMatchObject({ phase: 'ended', endedBy: 'agent' });
    await expect(session.hold(callId)).rejects.toMatchObject({ code: 'connection.lost' });
  });

  test('given a wall on the screen, when the connection comes back, then its picture is asked for anew', async () => {
    const { session, server, clock } = await ready();
    await session.startMonitor();
    expect(session.state.monitor?.queues).toHaveLength(1);
    server.dropConnection();
    server.setQueues([{ ...queueOnWall(session), name: 'Renamed' }]);
    await clock.run(1_000);
    expect(session.state.monitor?.queues).toMatchObject([{ name: 'Renamed' }]);
    await session.stopMonitor();
    await settle();
    expect(session.state.monitor).toBeNull();
  });
});

describe('start and stop', () => {
  test('are idempotent, and survive being called as StrictMode does', async () => {
    const { session, server } = bench();
    const first = session.start();
    expect(session.start()).toBe(first);
    const stopping = session.stop();
    const second = session.start();
    const stops = [stopping, session.stop(), session.stop()];
    await expect(first).rejects.toMatchObject({ code: 'connection.closed' });
    await expect(second).rejects.toMatchObject({ code: 'connection.closed' });
    await Promise.all(stops);
    await session.start();
    await session.logIn();
    await settle();
    expect(session.state.connection).toBe('open');
    expect(server.agent.state).toBe('aux');
  });

  test('a stop tells the switch nothing: a call is kept for whoever comes back', async () => {
    const { session, server } = await talking();
    await session.stop();
    expect(session.state).toMatchObject({ connection: 'stopped', calls: [], agent: null });
    expect(server.calls[0]?.phase).toBe('talking');
  });

  test('a token that is refused twice ends it, with the reason', async () => {
    const { session, heard, clock } = bench({ getToken: () => 'stale' });
    const started = session.start();
    await clock.run(1_000);
    await expect(started).rejects.toMatchObject({ code: 'access.bad-token' });
    expect(session.state).toMatchObject({
      connection: 'failed',
      connectionError: { code: 'access.bad-token' },
    });
    expect(heard).toEqual(['error access.bad-token']);
  });
});

describe('what listeners see', () => {
  test('many changes of one tick are told once, and the state is replaced, never changed', async () => {
    const { session, server } = await ready();
    let told = 0;
    session.subscribe(() => {
      told += 1;
    });
    const before = session.state;
    const frozen = JSON.stringify(before);
    server.setAgent({ today: { calls: 1, talkMs: 2, missed: 3 } });
    await settle();
    expect(told).toBe(1);
    expect(session.state).not.toBe(before);
    expect(JSON.stringify(before)).toBe(frozen);
    expect(session.state.calls).toBe(before.calls);
  });

  test('what one listener throws does not reach the next', async () => {
    const { session, server, heard } = await ready();
    const { error } = console;
    const faults: unknown[] = [];
    console.error = (...line: unknown[]) => faults.push(line);
    session.on('screen-pop', () => {
      throw new Error('a bug of the page');
    });
    session.on('screen-pop', () => heard.push('second'));
    server.offerCall();
    await settle();
    console.error = error;
    expect(heard).toContain('second');
    expect(faults).toHaveLength(1);
  });

  test('a refusal of the server rejects with its code', async () => {
    const { session, server } = await ready();
    server.refuseNext('agent.set-aux', 'server.busy');
    const refused = session.setAux('break');
    await expect(refused).rejects.toBeInstanceOf(CallweaveError);
    await expect(refused).rejects.toMatchObject({ code: 'server.busy', retryable: true });
  });

  test('a refused microphone is an error event, and stands in the state', async () => {
    const { session, server, heard } = await ready();
    const error = new CallweaveError('device.permission-denied', 'The browser refuses the microphone.');
    server.phone?.fail(error, { microphone: 'denied' });
    expect(heard).toEqual(['error device.permission-denied']);
    expect(session.state.softphone).toMatchObject({ microphone: 'denied', error });
  });

  test('a click between screen pop and ring waits for the ring, and no longer than five seconds', async () => {
    const { session, server, clock } = await ready({ softphone: silentSoftphone });
    const { callId } = server.offerCall();
    const answered = session.answer(callId);
    await clock.run(5_000);
    await expect(answered).rejects.toMatchObject({ code: 'softphone.no-ringing-call' });
  });
});

function queueOnWall(session: AgentSession) {
  const queue = session.state.monitor?.queues[0];
  if (queue === undefined) throw new Error('There is no queue on the wall');
  return queue;
}

const silentSoftphone: NonNullable<AgentSessionOptions['softphone']> = () => ({
  state: {
    status: 'registered',
    error: null,
    microphone: 'granted',
    inputs: [],
    outputs: [],
    inputId: null,
    outputId: null,
  },
  start: () => undefined,
  networkChanged: () => undefined,
  refresh: () => undefined,
  setInput: async () => undefined,
  setOutput: async () => undefined,
  stop: async () => undefined,
});
