import { type AgentId, type CallId, type CallweaveError, systemClock } from '@callweave/cti-core';
import { aCall, anAgent } from '@callweave/cti-core/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AgentCall, AgentSessionState } from '../agent-session.types.js';
import { HttpDoor } from '../http/http-door.js';
import { STOPPED } from '../session/session.store.js';
import { TakeStore } from './take-store.js';
import { TerminalLink } from './terminal-link.js';
import type { LegStreams, TerminalRecording } from './terminal-recording.types.js';

const CALL = aCall().callId;
const agent = anAgent({ agentId: '1001' as AgentId });
let context: AudioContext;
let open: TerminalLink[] = [];

beforeEach(() => {
  open = [];
  context = new AudioContext();
  // The server is away: what is to be sent waits.
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
});
afterEach(async () => {
  for (const link of open) await link.end();
  const store = new TakeStore();
  for (const { recordingId } of await store.all()) await store.remove(recordingId);
  store.close();
  await context.close();
  vi.unstubAllGlobals();
  localStorage.clear();
});

/** A page of the agent with a call that has sound. */
function page() {
  let recordings: readonly TerminalRecording[] = [];
  let streams: LegStreams | null = {
    remote: context.createMediaStreamDestination().stream,
    local: undefined,
  };
  const errors: CallweaveError[] = [];
  let picture: AgentSessionState = { ...STOPPED, connection: 'open', agent };
  const link = new TerminalLink({
    door: new HttpDoor({ url: 'http://127.0.0.1:7080', getToken: () => 'token' }),
    clock: systemClock,
    streamsOf: (callId) => (callId === CALL ? streams : null),
    changed: (changed) => {
      recordings = changed;
      show({});
    },
    stored: () => undefined,
    failed: (error) => errors.push(error),
  });
  const show = (change: Partial<AgentSessionState>): void => {
    picture = { ...picture, ...change, terminalRecordings: recordings };
    link.settle(picture);
  };
  open.push(link);
  return {
    link,
    show,
    errors,
    picture: () => picture,
    states: () => recordings.map(({ state }) => state),
    silence: () => {
      streams = null;
    },
  };
}
const talking = (local: AgentCall['local'] = 'connected'): AgentCall => ({
  ...aCall({ phase: 'talking', agentId: agent.agentId, offer: null }),
  local,
});
const kept = (one: ReturnType<typeof page>) =>
  expect
    .poll(() => one.picture().terminalRecordings[0]?.durationMs ?? 0, { timeout: 10_000 })
    .toBeGreaterThan(900);

describe('terminal recordings follow their calls (AGT-7)', () => {
  test('a call without sound here is not recorded', async () => {
    const desk = page();
    desk.silence();
    await expect(desk.link.start(CALL, desk.picture())).rejects.toMatchObject({ code: 'call.not-active' });
    await expect(desk.link.start('other' as CallId, desk.picture())).rejects.toMatchObject({
      code: 'call.not-active',
    });
  });

  test('it ends with the call, and waits until the server is there', async () => {
    const desk = page();
    desk.show({ calls: [talking()] });
    await desk.link.start(CALL, desk.picture());
    expect(desk.states()).toEqual(['recording']);
    await kept(desk);
    desk.show({ calls: [{ ...talking('none'), phase: 'ended' }] });
    await expect.poll(desk.states, { timeout: 10_000 }).toEqual(['waiting']);
  });

  test('a reload: what was kept is to be sent, and the call is recorded on when its sound is back', async () => {
    const before = page();
    before.show({ calls: [talking()] });
    await before.link.start(CALL, before.picture());
    await kept(before);
    await before.link.end();

    const after = page();
    after.show({ calls: [talking('none')] });
    await expect.poll(after.states, { timeout: 10_000 }).toEqual(['waiting']);
    after.show({ calls: [talking()] });
    await expect.poll(() => after.states().sort(), { timeout: 10_000 }).toEqual(['recording', 'waiting']);
    expect(new Set(after.picture().terminalRecordings.map(({ callId }) => callId))).toEqual(new Set([CALL]));
    expect(after.errors).toEqual([]);
  });

  test('a page on which nobody ever recorded loads and opens nothing', async () => {
    const opened = vi.spyOn(indexedDB, 'open');
    const desk = page();
    desk.show({ calls: [talking()] });
    await Promise.resolve();
    expect(opened).not.toHaveBeenCalled();
    opened.mockRestore();
  });
});
