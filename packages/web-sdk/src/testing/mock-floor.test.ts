import type { AgentId } from '@callweave/cti-core';
import { setupServer } from 'msw/node';
import { afterEach, describe, expect, test } from 'vitest';
import { createAgentSession } from '../session/create-agent-session.js';
import { createMockServer, type MockServerOptions } from './index.js';

const BUSY = {
  agentId: 'a-1002' as AgentId,
  name: 'Zhou Min',
  state: 'talking',
  callId: 'call-77' as never,
  call: { direction: 'inbound', number: '13900139000', name: null, queueName: 'Orders' },
} as const;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A team leader's page in front of the mock, with one colleague who talks. */
async function wall(options: MockServerOptions = { role: 'supervisor' }) {
  const server = createMockServer(options);
  server.setFloor([BUSY, { agentId: 'a-1003' as AgentId, name: 'Chen Jie', state: 'ready' }]);
  const { url, transport, softphone, token } = server;
  const session = createAgentSession({ url, transport, softphone, getToken: () => token, ringtone: false });
  closing.push(() => session.stop());
  await session.start();
  await session.logIn();
  await session.startMonitor();
  const colleague = (id: string) => session.state.monitor?.agents.find(({ agentId }) => agentId === id);
  return { server, session, colleague };
}

describe('a wall in front of the mock, for integrators without a server (WEB-4)', () => {
  test('colleagues, their calls and alarms come, change and go', async () => {
    const { server, session, colleague } = await wall();
    expect(colleague('a-1002')?.call?.number).toBe('13900139000');
    server.changeColleague('a-1003' as AgentId, { state: 'aux', auxReason: 'meeting' });
    await expect.poll(() => colleague('a-1003')?.auxReason).toBe('meeting');
    const { alarmId } = server.raiseAlarm({ severity: 'critical' });
    await expect
      .poll(() => session.state.monitor?.alarms.map((alarm) => alarm.severity))
      .toEqual(['critical']);
    server.clearAlarm(alarmId);
    await expect.poll(() => session.state.monitor?.alarms).toEqual([]);
  });

  test('the leader listens, whispers, and takes the call over', async () => {
    const { session, colleague } = await wall();
    await session.supervise(BUSY.agentId, 'listen');
    expect(session.state.supervision).toMatchObject({
      agentId: 'a-1002',
      mode: 'listen',
      state: 'connected',
    });
    await session.setSupervisionMode('whisper');
    expect(session.state.monitor?.supervisions.map(({ mode }) => mode)).toEqual(['whisper']);
    await session.takeOver();
    expect(session.state.supervision).toBeNull();
    expect(colleague('a-1002')?.state).toBe('wrap-up');
    expect(session.state.activeCall).toMatchObject({ caller: '13900139000', phase: 'talking' });
  });

  test('a call that is over ends the supervision, with its reason', async () => {
    const { server, session } = await wall();
    const reasons: string[] = [];
    session.on('supervision-ended', ({ reason }) => reasons.push(reason));
    await session.supervise(BUSY.agentId, 'listen');
    server.changeColleague(BUSY.agentId, { state: 'wrap-up', callId: null });
    await expect.poll(() => reasons).toEqual(['call-ended']);
    await expect(session.stopSupervision()).rejects.toMatchObject({ code: 'supervision.none' });
  });

  test('an order about who talks waits for the end of his call; about who is free it does not', async () => {
    const { session, colleague } = await wall();
    await session.forceState(BUSY.agentId, { state: 'aux', reason: 'meeting' });
    expect(colleague('a-1002')).toMatchObject({
      state: 'talking',
      next: { state: 'aux', reason: 'meeting' },
    });
    await session.forceState('a-1003' as AgentId, { state: 'logged-out' });
    expect(colleague('a-1003')?.state).toBe('logged-out');
  });

  test('an agent is no leader: he is refused, and shown no alarms', async () => {
    const { server, session } = await wall({});
    server.raiseAlarm();
    await expect(session.supervise(BUSY.agentId, 'listen')).rejects.toMatchObject({ code: 'access.denied' });
    expect((await wall({})).session.state.monitor?.alarms).toEqual([]);
  });
});

describe('inspections in front of the mock (REC-4)', () => {
  function inspecting(options: MockServerOptions) {
    const server = createMockServer(options);
    const msw = setupServer(...server.handlers);
    msw.listen({ onUnhandledRequest: 'error' });
    closing.push(() => msw.close());
    const { quality } = createAgentSession({ url: server.url, getToken: () => server.token });
    return { server, quality };
  }

  test('begun, scored by the sheet, refused while it is not whole, told', async () => {
    const { quality } = inspecting({ role: 'supervisor' });
    const [sheet] = await quality.sheets();
    const { inspection } = await quality.begin({ recordingId: 'r-1', sheetId: sheet?.sheetId ?? '' });
    const id = inspection.inspectionId;
    await quality.save(id, { answers: { greets: { value: 1 } }, comment: '' });
    await expect(quality.submit(id)).rejects.toMatchObject({ code: 'quality.incomplete' });
    const answers = { greets: { value: 1 }, tone: { value: 3 }, abuse: { value: 0 } };
    // 100 · (40 + 60 · 3/5) ÷ 100
    expect((await quality.save(id, { answers, comment: '' })).inspection).toMatchObject({
      score: 76,
      passed: false,
    });
    expect((await quality.submit(id)).inspection.state).toBe('submitted');
  });

  test('an agent appeals once, and reads no drafts', async () => {
    const { server, quality } = inspecting({});
    server.addInspection();
    const { inspectionId } = server.addInspection({ state: 'submitted', score: 60 });
    expect((await quality.inspections()).inspections.map((one) => one.inspectionId)).toEqual([inspectionId]);
    expect((await quality.appeal(inspectionId, 'The line was bad')).inspection.state).toBe('appealed');
    await expect(quality.appeal(inspectionId, 'again')).rejects.toMatchObject({
      code: 'quality.not-allowed-now',
    });
  });

  test('a sheet becomes a new version, a rule is kept and removed', async () => {
    const { quality } = inspecting({ role: 'admin' });
    const [sheet] = await quality.sheets();
    if (sheet === undefined) throw new Error('The mock has a sheet.');
    expect((await quality.saveSheet(sheet.sheetId, { ...sheet, passMark: 70 })).version).toBe(2);
    const rule = {
      ruleId: 'weekly',
      name: 'Weekly',
      sheetId: sheet.sheetId,
      perAgentPerWeek: 3,
      active: true,
    };
    await quality.saveRule(rule);
    expect(await quality.rules()).toEqual([rule]);
    await quality.removeRule('weekly');
    expect(await quality.rules()).toEqual([]);
  });
});
