import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';
import { parseFlow } from './flow.schema.js';
import type { Flow } from './flow.types.js';

const sound = (name: string) => ({ kind: 'prompt', name }) as const;
const box: Flow = parseFlow({
  id: 'box',
  version: 1,
  start: 'message',
  nodes: {
    message: { type: 'voicemail', prompt: sound('leave-a-message'), limitMs: 60_000, next: 'thanks' },
    thanks: { type: 'play', sound: sound('thanks'), next: 'end' },
    end: { type: 'hang-up' },
  },
});

/** A queue with nobody, whose callers are sent to the voicemail. */
function site(): Site {
  return new Site({
    agents: { '1001': {} },
    queues: [
      {
        queueId: 'orders',
        name: 'Orders',
        agents: ['1001'],
        overflow: [{ when: { is: 'nobody-logged-in' }, target: { to: 'flow', flow: 'box' } }],
      },
    ],
    settings: {
      flows: {
        box,
        orders: {
          id: 'orders',
          version: 1,
          start: 'queue',
          nodes: { queue: { type: 'queue', queueId: 'orders' as never } },
        },
      },
      entries: [{ called: 'default', flow: 'orders' }],
    },
  });
}

const last = (centre: Site) => centre.switch.orders.filter((order) => order.do !== 'switch.mark').at(-1);
const recordings = (centre: Site) =>
  centre.told.flatMap(({ event, data }) =>
    event.startsWith('recording.') && 'recordingId' in data ? [{ event, ...data }] : [],
  );

/** The last sound is over. */
function soundEnds(centre: Site): void {
  const order = last(centre);
  if (order?.do !== 'switch.play') throw new Error(`${order?.do} is no sound`);
  const { legId, tag } = order;
  centre.take({ input: 'switch', fact: { fact: 'play.ended', legId, tag, at: centre.nowMs } });
}

function atTheBeep() {
  const centre = site();
  const caller = centre.arrives();
  soundEnds(centre);
  soundEnds(centre);
  return { centre, caller };
}

describe('a caller whom nobody can serve (IVR-7, ACD-4)', () => {
  test('hears the prompt and a beep, leaves his message, is thanked and let go', () => {
    const centre = site();
    const caller = centre.arrives();
    expect(last(centre)).toMatchObject({ do: 'switch.play', sound: { name: 'leave-a-message' } });
    soundEnds(centre);
    expect(last(centre)).toMatchObject({ do: 'switch.play', sound: { kind: 'tone' } });
    soundEnds(centre);
    expect(last(centre)).toMatchObject({
      do: 'switch.record-message',
      limitMs: 60_000,
      silenceMs: 5_000,
      endKeys: '#',
    });
    centre.pass(20_000);
    centre.switch.endMessage(caller);
    centre.settle();
    expect(last(centre)).toMatchObject({ do: 'switch.play', sound: { name: 'thanks' } });
    soundEnds(centre);
    expect(centre.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'system', queueId: 'orders' });
    expect(recordings(centre)).toMatchObject([
      { event: 'recording.started', voicemail: { queueId: 'orders' } },
      { event: 'recording.stopped', voicemail: { queueId: 'orders' }, durationMs: 1_000 },
    ]);
    expect(centre.timers.filter((timer) => !timer.startsWith('queues'))).toEqual([]);
  });

  test('who hangs up while he speaks has left his message', () => {
    const { centre, caller } = atTheBeep();
    centre.hangsUp(caller);
    expect(recordings(centre).map(({ event }) => event)).toEqual(['recording.started', 'recording.stopped']);
    expect(centre.callOf(caller)).toMatchObject({ endedBy: 'customer' });
    expect(centre.callOf(caller).abandoned).toBeUndefined();
    expect(centre.timers.filter((timer) => !timer.startsWith('queues'))).toEqual([]);
  });

  test('a message that cannot be recorded is told as failed, and he goes on', () => {
    const centre = site();
    const caller = centre.arrives();
    soundEnds(centre);
    centre.switch.refusing.add('switch.record-message');
    soundEnds(centre);
    expect(last(centre)).toMatchObject({ do: 'switch.play', sound: { name: 'thanks' } });
    expect(recordings(centre)).toMatchObject([{ event: 'recording.failed' }]);
    expect(centre.callOf(caller).phase).toBe('ivr');
  });

  test('a switch that forgets to end it does not keep him', () => {
    const { centre } = atTheBeep();
    centre.switch.forgetting.add('switch.stop-playing');
    centre.pass(70_000);
    expect(last(centre)).toMatchObject({ do: 'switch.play', sound: { name: 'thanks' } });
    centre.pass(10_000);
    expect(recordings(centre).at(-1)).toMatchObject({ event: 'recording.stopped', durationMs: null });
  });

  test.each([
    ['speaks on when the server restarts is not interrupted', false],
    ['finished while no server was there is thanked', true],
  ])('who %s (OPS-2)', (_, finished) => {
    for (const journalIsLost of [false, true]) {
      const { centre, caller } = atTheBeep();
      if (journalIsLost) centre.told.length = 0;
      const before = centre.switch.orders.length;
      centre.restart(() => finished && centre.switch.endMessage(caller));
      if (!finished) {
        expect(centre.switch.orders.slice(before).filter(({ do: what }) => what !== 'switch.mark')).toEqual(
          [],
        );
        centre.switch.endMessage(caller);
        centre.settle();
      }
      expect(last(centre)).toMatchObject({ do: 'switch.play', sound: { name: 'thanks' } });
      expect(recordings(centre).at(-1)).toMatchObject({ event: 'recording.stopped' });
    }
  });
});

describe('a voicemail node', () => {
  test.each([
    ['its next node is missing', { next: 'nowhere' }, 'nodes.message.next'],
    ['it records for an hour', { limitMs: 3_600_000 }, 'nodes.message.limitMs'],
    ['it ends at silence at once', { silenceMs: 0 }, 'nodes.message.silenceMs'],
    ['its keys are no keys', { endKeys: 'x' }, 'nodes.message.endKeys'],
  ])('is refused when %s', (_, change, path) => {
    const nodes = { ...box.nodes, message: { ...box.nodes['message'], ...change } };
    const issues = (() => {
      try {
        parseFlow({ ...box, nodes });
      } catch (error) {
        return (error as { details: { issues: { path: string[] }[] } }).details.issues;
      }
      return [];
    })();
    expect(issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
