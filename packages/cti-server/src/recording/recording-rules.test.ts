import { describe, expect, test } from 'vitest';
import type { QueueInput } from '../acd/acd.schema.js';
import { Site } from '../kernel/testing/site.js';
import { type RecordingRule, type RecordingSettings, recordingRuleSchema } from './recording-rules.js';

const queues: QueueInput[] = [
  { queueId: 'orders', name: 'Orders', agents: ['1001', '1002'], wrapUpMs: 0 },
  { queueId: 'complaints', name: 'Complaints', agents: ['1001', '1002'], wrapUpMs: 0 },
];

function centre(
  rules: Parameters<typeof recordingRuleSchema.parse>[0][],
  settings: Partial<RecordingSettings> = {},
) {
  const site = new Site({
    agents: { '1001': {}, '1002': {} },
    queues,
    settings: {
      recording: {
        rules: rules.map((rule): RecordingRule => recordingRuleSchema.parse(rule)),
        otherwise: 'on-demand',
        longestPauseMs: 60_000,
        keysPauseMs: null,
        ...settings,
      },
    },
  });
  site.comes('1001', '1002');
  return site;
}

/** What is recorded of a call that 1001 takes. */
function recorded(site: Site, queueId: string, caller?: string): number {
  const leg = site.calls(queueId, caller);
  site.answers('1001');
  const { size } = site.switch.legs.get(leg)?.recordings ?? { size: 0 };
  site.hangsUp(leg);
  site.command('1002', 'agent.set-aux', { reason: 'break' });
  return size;
}

describe('which calls are recorded (REC-1)', () => {
  test.each([
    ['by its queue', { queues: ['complaints'] }, 'complaints', '13800138000', 1],
    ['not that of another', { queues: ['complaints'] }, 'orders', '13800138000', 0],
    ['by its agent', { agents: ['1001'] }, 'orders', '13800138000', 1],
    ['not that of another agent', { agents: ['1002'] }, 'orders', '13800138000', 0],
    ['by its trunk', { trunks: ['pstn'] }, 'orders', '13800138000', 1],
    ['not of another trunk', { trunks: ['other'] }, 'orders', '13800138000', 0],
    ['by its direction', { directions: ['inbound' as const] }, 'orders', '13800138000', 1],
    ['not of another direction', { directions: ['outbound' as const] }, 'orders', '13800138000', 0],
    ['by what the number begins with', { numbers: ['0755', '138'] }, 'orders', '13800138000', 1],
    ['not of another area', { numbers: ['0755'] }, 'orders', '13800138000', 0],
    ['when all that is named holds', { queues: ['orders'], numbers: ['0755'] }, 'orders', '13800138000', 0],
  ])('%s', (_, when, queueId, caller, expected) => {
    const site = centre([{ ...when, mode: 'all' }]);
    site.command('1002', 'agent.set-aux', { reason: 'break' });
    expect(recorded(site, queueId, caller)).toBe(expected);
  });

  test('the first rule that holds decides', () => {
    const rules = [
      { numbers: ['138'], mode: 'never' as const },
      { queues: ['orders'], mode: 'all' as const },
    ];
    const site = centre(rules);
    site.command('1002', 'agent.set-aux', { reason: 'break' });
    expect(recorded(site, 'orders', '13800138000')).toBe(0);
    expect(recorded(site, 'orders', '13900139000')).toBe(1);
  });

  test('a share of the calls, the same for the same call', () => {
    const site = centre([{ percentage: 30, mode: 'all' }]);
    site.command('1002', 'agent.set-aux', { reason: 'break' });
    let sum = 0;
    for (let call = 0; call < 400; call += 1) sum += recorded(site, 'orders', `1380013${call}`);
    expect(sum).toBeGreaterThan(80);
    expect(sum).toBeLessThan(160);
  });
});

describe('on demand (REC-1)', () => {
  test('an agent records his call, and stops', () => {
    const site = centre([]);
    const caller = site.calls('orders');
    const agentId = site.offeredTo(caller) ?? '';
    site.answers(agentId);
    const { callId } = site.callOf(caller, agentId);
    expect(site.callOf(caller, agentId).can).toMatchObject({ record: true, stopRecording: false });
    site.command(agentId, 'call.start-recording', { callId });
    expect(site.callOf(caller, agentId)).toMatchObject({
      recording: 'running',
      recordedBy: 'demand',
      can: { record: false, stopRecording: true, pauseRecording: true },
    });
    expect(site.switch.legs.get(caller)?.recordings.size).toBe(1);
    site.command(agentId, 'call.stop-recording', { callId });
    expect(site.switch.legs.get(caller)?.recordings.size).toBe(0);
    expect(site.callOf(caller, agentId).recording).toBeUndefined();
    expect(site.told.map(({ event }) => event)).toContain('recording.stopped');
    site.command(agentId, 'call.start-recording', { callId });
    expect(site.switch.legs.get(caller)?.recordings.size).toBe(1);
  });

  test('nobody stops what a rule records, nor records what a rule forbids', () => {
    const site = centre([
      { queues: ['orders'], mode: 'all' },
      { queues: ['complaints'], mode: 'never' },
    ]);
    const caller = site.calls('orders');
    const agentId = site.offeredTo(caller) ?? '';
    site.answers(agentId);
    const { callId } = site.callOf(caller);
    expect(site.refusal(agentId, 'call.stop-recording', { callId })).toBe('call.not-allowed-now');
    expect(site.refusal('2001', 'call.stop-recording', { callId }, 'supervisor')).toBe(
      'call.not-allowed-now',
    );
    const other = site.calls('complaints');
    const otherAgent = site.offeredTo(other) ?? '';
    site.answers(otherAgent);
    const forbidden = site.callOf(other);
    expect(forbidden.unrecordable).toBe(true);
    expect(site.refusal(otherAgent, 'call.start-recording', { callId: forbidden.callId })).toBe(
      'call.not-allowed-now',
    );
  });

  test('a program records any call that talks; an agent only his own', () => {
    const site = centre([]);
    const caller = site.calls('orders');
    const { callId } = site.callOf(caller);
    expect(site.refusal('', 'call.start-recording', { callId }, 'service')).toBe('call.not-allowed-now');
    const agentId = site.offeredTo(caller) ?? '';
    site.answers(agentId);
    const other = agentId === '1001' ? '1002' : '1001';
    expect(site.refusal(other, 'call.start-recording', { callId })).toBe('call.unknown');
    expect(site.refusal('', 'call.start-recording', { callId }, 'service')).toBe('accepted');
    expect(site.callOf(caller).recording).toBe('running');
  });
});

describe('what must not be kept is left out (REC-1)', () => {
  const talking = (settings: Partial<RecordingSettings> = {}) => {
    const site = centre([{ mode: 'all' }], settings);
    const caller = site.calls('orders');
    const agentId = site.offeredTo(caller) ?? '';
    site.answers(agentId);
    const { callId } = site.callOf(caller);
    return { site, caller, agentId, callId, masked: () => site.switch.legs.get(caller)?.masked.size };
  };

  test('paused while a card number is said, and resumed: one file, silent in between', () => {
    const { site, caller, agentId, callId, masked } = talking();
    site.command(agentId, 'call.pause-recording', { callId });
    expect(masked()).toBe(1);
    expect(site.callOf(caller, agentId)).toMatchObject({
      recording: 'paused',
      can: { pauseRecording: false, resumeRecording: true, stopRecording: false },
    });
    site.command(agentId, 'call.resume-recording', { callId });
    expect(masked()).toBe(0);
    expect(site.callOf(caller).recording).toBe('running');
    expect(site.switch.legs.get(caller)?.recordings.size).toBe(1);
    const events = site.told.map(({ event }) => event).filter((event) => event.startsWith('recording.'));
    expect(events).toEqual(['recording.started', 'recording.paused', 'recording.resumed']);
  });

  test('a pause that is forgotten ends by itself', () => {
    const { site, agentId, callId, masked } = talking();
    site.command(agentId, 'call.pause-recording', { callId });
    site.pass(59_999);
    expect(masked()).toBe(1);
    site.pass(1);
    expect(masked()).toBe(0);
  });

  test('keys that the customer presses are left out, and a little after the last', () => {
    const { site, caller, masked } = talking({ keysPauseMs: 3_000 });
    site.switch.strike(caller, '4');
    site.settle();
    expect(masked()).toBe(1);
    site.pass(2_000);
    site.switch.strike(caller, '7');
    site.settle();
    site.pass(2_999);
    expect(masked()).toBe(1);
    site.pass(1);
    expect(masked()).toBe(0);
  });

  test('the end of the keys does not end a pause that the agent asked for', () => {
    const { site, caller, agentId, callId, masked } = talking({ keysPauseMs: 3_000 });
    site.switch.strike(caller, '4');
    site.settle();
    site.command(agentId, 'call.pause-recording', { callId });
    site.switch.strike(caller, '7');
    site.settle();
    site.pass(10_000);
    expect(masked()).toBe(1);
    site.command(agentId, 'call.resume-recording', { callId });
    expect(masked()).toBe(0);
  });

  test('a switch that does not do it: the picture says that it records still', () => {
    const { site, caller, agentId, callId } = talking();
    site.switch.refusing.add('switch.mask-recording');
    site.command(agentId, 'call.pause-recording', { callId });
    site.settle();
    expect(site.callOf(caller).recording).toBe('running');
  });

  test('a pause outlasts the server, and still ends', () => {
    const { site, caller, agentId, callId, masked } = talking();
    site.command(agentId, 'call.pause-recording', { callId });
    site.restart();
    expect(site.callOf(caller).recording).toBe('paused');
    expect(masked()).toBe(1);
    site.pass(60_000);
    expect(masked()).toBe(0);
    expect(site.callOf(caller).recording).toBe('running');
  });
});
