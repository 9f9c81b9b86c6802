import type { AgentId, ContactId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import type { ChannelSettings } from '../agents/channels.js';
import { Site } from '../kernel/testing/site.js';
import type { QueueInput } from './acd.schema.js';

/** Calls and chats, for agents who take one call and three chats each unless it is said otherwise. */
function centre(
  agents: readonly string[],
  channels: ChannelSettings = { chat: { capacity: 3 } },
  chats: Partial<QueueInput> = {},
): Site {
  const site = new Site({
    agents: Object.fromEntries(agents.map((agent) => [agent, {}])),
    channels: Object.fromEntries(agents.map((agent) => [agent, channels])),
    queues: [
      { queueId: 'orders', name: 'Orders', agents: [...agents], wrapUpMs: 10_000 },
      { queueId: 'chats', name: 'Chats', channel: 'chat', agents: [...agents], ...chats },
    ],
  });
  site.comes(...agents);
  return site;
}

const offeredTo = (site: Site, contactId: ContactId) => site.contact(contactId).offer?.agentId ?? null;
const load = (site: Site, agent: string, channel = 'chat') => site.agent(agent).channels?.[channel]?.load;

/** A contact comes, and its agent accepts it. */
function accepted(site: Site): ContactId {
  const { contactId } = site.chats();
  const agentId = offeredTo(site, contactId);
  site.command(agentId ?? 'nobody', 'contact.accept', { contactId });
  return contactId;
}

describe('contacts of other channels (ACD-7)', () => {
  test('a contact is offered, accepted and completed, and its agent is not on a call by it', () => {
    const site = centre(['1001']);
    const { contactId } = site.chats({ customer: 'wx-77', data: { order: '4711' } });
    expect(site.contact(contactId)).toMatchObject({
      phase: 'offered',
      offer: { agentId: '1001' },
      customer: 'wx-77',
    });
    site.command('1001', 'contact.accept', { contactId });
    expect(site.contact(contactId)).toMatchObject({ phase: 'active', agentId: '1001', offer: null });
    expect(site.agent('1001')).toMatchObject({
      state: 'ready',
      callId: null,
      channels: { voice: { capacity: 1, load: 0 }, chat: { capacity: 3, load: 1 } },
      today: { contacts: 1 },
    });
    site.command('1001', 'contact.complete', { contactId });
    expect(site.contact(contactId)).toMatchObject({ phase: 'ended', outcome: 'completed', agentId: '1001' });
    expect(load(site, '1001')).toBe(0);
    expect(site.told.flatMap(({ event }) => (event.startsWith('contact.') ? [event] : []))).toEqual([
      'contact.queued',
      'contact.routed',
      'contact.offered',
      'contact.offer-ended',
      'contact.accepted',
      'contact.ended',
    ]);
  });

  test('given an agent at capacity, then the next contact waits until he is done with one', () => {
    const site = centre(['1001'], { chat: { capacity: 2 } });
    const first = accepted(site);
    accepted(site);
    const { contactId } = site.chats();
    expect(offeredTo(site, contactId)).toBeNull();
    expect(site.queue('chats')).toMatchObject({
      channel: 'chat',
      contacts: [{ contactId, offered: false }],
      waiting: [],
    });
    const routed = site.told.flatMap((each) => (each.event === 'contact.routed' ? [each.data] : []));
    expect(routed.at(-1)).toMatchObject({
      contactId,
      decision: { trigger: 'entered', outcome: { is: 'waiting' }, skipped: { full: 1, busy: 0 } },
    });
    site.command('1001', 'contact.complete', { contactId: first });
    expect(offeredTo(site, contactId)).toBe('1001');
  });

  test('contacts go round among all who have room: the longest without a new one is first', () => {
    const site = centre(['1001', '1002']);
    const takers = [1, 2, 3, 4].map(() => {
      const contactId = accepted(site);
      site.pass(1_000);
      return site.contact(contactId).agentId;
    });
    expect(takers).toEqual(['1001', '1002', '1001', '1002']);
  });

  test('priority, skills and relaxation order contacts as they order calls', () => {
    const site = new Site({
      agents: { '1001': {}, '1002': { english: 50 } },
      channels: { '1001': { chat: { capacity: 1 } }, '1002': { chat: { capacity: 1 } } },
      queues: [
        {
          queueId: 'chats',
          name: 'Chats',
          channel: 'chat',
          agents: ['1001', '1002'],
          relax: [{ afterMs: 30_000, requires: { english: 0 } }],
        },
      ],
    });
    const plain = site.chats();
    const important = site.chats({ priority: 10 });
    const english = site.chats({ requires: { english: 20 } });
    site.comes('1001');
    expect(offeredTo(site, important.contactId)).toBe('1001');
    site.command('1001', 'contact.accept', { contactId: important.contactId });
    site.command('1001', 'contact.complete', { contactId: important.contactId });
    expect(offeredTo(site, plain.contactId)).toBe('1001');
    site.command('1001', 'contact.accept', { contactId: plain.contactId });
    site.command('1001', 'contact.complete', { contactId: plain.contactId });
    expect(offeredTo(site, english.contactId)).toBeNull();
    site.pass(30_000);
    expect(offeredTo(site, english.contactId)).toBe('1001');
  });

  test('the same id is queued once, so that an adapter may repeat what it is not sure of', () => {
    const site = centre([]);
    const contactId = 'ticket-1' as ContactId;
    site.chats({ contactId });
    expect(site.chats({ contactId }).contactId).toBe('ticket-1');
    expect(site.queue('chats').contacts).toHaveLength(1);
    expect(site.queue('chats').today.entered).toBe(1);
  });

  test('a customer who leaves counts as abandoned while he waits, and frees his agent afterwards', () => {
    const site = centre(['1001'], { chat: { capacity: 1 } });
    const active = accepted(site);
    const { contactId } = site.chats();
    site.leaves(contactId);
    expect(site.contact(contactId)).toMatchObject({ phase: 'ended', outcome: 'cancelled' });
    expect(site.queue('chats').today).toMatchObject({ entered: 2, answered: 1, abandoned: 1 });
    site.leaves(active);
    expect(load(site, '1001')).toBe(0);
  });

  test('a queue of calls takes no contacts, and agents queue none', () => {
    const site = centre(['1001']);
    expect(() => site.chats({ queueId: 'orders' as never })).toThrow(
      expect.objectContaining({ code: 'queue.unknown' }),
    );
    expect(site.refusal('1001', 'contact.queue', { queueId: 'chats' })).toBe('access.denied');
    expect(site.refusal('1001', 'contact.queue', { queueId: 'chats' }, 'supervisor')).toBe('accepted');
    expect(site.refusal('1001', 'contact.accept', { contactId: 'nothing' })).toBe('contact.unknown');
  });

  test('what belongs to another is not accepted, rejected or completed', () => {
    const site = centre(['1001', '1002']);
    const { contactId } = site.chats();
    for (const command of ['contact.accept', 'contact.reject', 'contact.complete'] as const)
      expect(site.refusal('1002', command, { contactId })).toBe('contact.not-allowed-now');
  });
});

describe('a contact that nobody takes (ACD-5, ACD-7)', () => {
  test('given no answer, then the next agent is tried, the first is in aux(rona), and the contact keeps its place', () => {
    const site = centre(['1001', '1002']);
    const { contactId, queuedAt } = site.chats();
    site.pass(20_000);
    expect(site.agent('1001')).toMatchObject({ state: 'aux', auxReason: 'rona', today: { missed: 1 } });
    expect(site.contact(contactId)).toMatchObject({ queuedAt, offer: { agentId: '1002' } });
  });

  test('given a queue that leaves him where he is, then he rests from contacts, not from calls', () => {
    const missed = { toAux: false, restMs: 8_000 };
    const site = centre(
      ['1001'],
      { chat: { capacity: 3 } },
      { missed: { noAnswer: missed, rejected: missed } },
    );
    const { contactId } = site.chats();
    site.command('1001', 'contact.reject', { contactId });
    expect(site.agent('1001').state).toBe('ready');
    expect(offeredTo(site, contactId)).toBeNull();
    const caller = site.calls('orders');
    expect(site.offeredTo(caller)).toBe('1001');
    site.hangsUp(caller);
    site.pass(8_000);
    expect(offeredTo(site, contactId)).toBe('1001');
  });

  test('given he is on a call meanwhile, then he goes to aux(rona) when it is over, unless he chose otherwise', () => {
    const site = centre(['1001'], { voice: { capacity: 1, concurrent: true }, chat: { capacity: 1 } });
    const caller = site.calls('orders');
    site.answers('1001');
    const { contactId } = site.chats();
    expect(offeredTo(site, contactId)).toBe('1001');
    site.pass(20_000);
    expect(site.agent('1001')).toMatchObject({ state: 'talking', next: { state: 'aux', reason: 'rona' } });
    site.hangsUp(caller);
    site.pass(10_000);
    expect(site.agent('1001')).toMatchObject({ state: 'aux', auxReason: 'rona' });
  });
});

describe('channels beside one another (ACD-7, AGT-1)', () => {
  test('chats do not keep a call from him; the call keeps new chats from him, its after-call work too', () => {
    const site = centre(['1001']);
    accepted(site);
    accepted(site);
    const caller = site.calls('orders');
    expect(site.offeredTo(caller)).toBe('1001');
    site.answers('1001');
    const { contactId } = site.chats();
    expect(offeredTo(site, contactId)).toBeNull();
    expect(load(site, '1001', 'voice')).toBe(1);
    site.hangsUp(caller);
    expect(site.agent('1001').state).toBe('wrap-up');
    expect(offeredTo(site, contactId)).toBeNull();
    site.pass(10_000);
    expect(offeredTo(site, contactId)).toBe('1001');
  });

  test('given voice that is concurrent, then chats come during a call', () => {
    const site = centre(['1001'], { voice: { capacity: 1, concurrent: true }, chat: { capacity: 1 } });
    site.calls('orders');
    site.answers('1001');
    expect(offeredTo(site, site.chats().contactId)).toBe('1001');
  });

  test('given chat that is not concurrent, then an open chat keeps calls and mails from him, more chats not', () => {
    const site = centre(['1001'], { chat: { capacity: 2, concurrent: false } });
    const chat = accepted(site);
    const caller = site.calls('orders');
    expect(site.offeredTo(caller)).toBeNull();
    expect(site.decisions(caller).at(-1)).toMatchObject({ skipped: { otherChannel: 1 } });
    expect(offeredTo(site, site.chats().contactId)).toBe('1001');
    expect(site.queue('orders').estimatedWaitMs).toBeNull();
    site.command('1001', 'contact.complete', { contactId: chat });
    expect(site.offeredTo(caller)).toBeNull();
    const [second] = site.kernel.contactsOfAgent('1001' as AgentId);
    site.leaves(second?.contactId as ContactId);
    expect(site.offeredTo(caller)).toBe('1001');
  });

  test('given no capacity for voice, then he is never rung', () => {
    const site = centre(['1001'], { voice: { capacity: 0 }, chat: { capacity: 1 } });
    expect(site.offeredTo(site.calls('orders'))).toBeNull();
  });

  test('who becomes ready takes the best over all his channels, then what there is room for', () => {
    const site = centre(['1001'], { chat: { capacity: 2 } });
    site.command('1001', 'agent.set-aux', { reason: 'break' });
    const chats = [site.chats(), site.chats(), site.chats()].map(({ contactId }) => contactId);
    site.pass(1_000);
    const caller = site.calls('orders');
    site.command('1001', 'agent.set-ready');
    expect(chats.map((contactId) => offeredTo(site, contactId))).toEqual(['1001', '1001', null]);
    expect(site.offeredTo(caller)).toBe('1001');
  });

  test('paused, he is offered nothing, and what was offered goes to another; what he has taken he keeps', () => {
    const site = centre(['1001', '1002'], { chat: { capacity: 2 } });
    const mine = accepted(site);
    accepted(site);
    site.pass(1_000);
    const { contactId } = site.chats();
    expect(offeredTo(site, contactId)).toBe('1001');
    site.command('1001', 'agent.set-aux', { reason: 'break' });
    expect(offeredTo(site, contactId)).toBe('1002');
    expect(site.contact(mine)).toMatchObject({ phase: 'active', agentId: '1001' });
    expect(site.agent('1001')).toMatchObject({ state: 'aux', auxReason: 'break', today: { missed: 0 } });
  });

  test('logged out, his contacts wait again with the time they have waited, and go to another', () => {
    const site = centre(['1001', '1002']);
    const mine = accepted(site);
    site.pass(5_000);
    const { queuedAt } = site.contact(mine);
    site.command('1001', 'agent.log-out');
    expect(site.contact(mine)).toMatchObject({ phase: 'offered', offer: { agentId: '1002' }, queuedAt });
    expect(
      site.told.find((each) => each.event === 'contact.queued' && each.data.givenBackBy === '1001'),
    ).toBeDefined();
  });

  test('who said that he leaves after his call is given nothing more', () => {
    const site = centre(['1001'], { voice: { capacity: 1, concurrent: true }, chat: { capacity: 1 } });
    site.calls('orders');
    site.answers('1001');
    site.command('1001', 'agent.set-next', { next: { state: 'aux', reason: 'lunch' } });
    const { contactId } = site.chats();
    expect(offeredTo(site, contactId)).toBeNull();
    site.command('1001', 'agent.set-next', { next: null });
    expect(offeredTo(site, contactId)).toBe('1001');
  });
});

describe('contacts need no switch, and outlive the server (ACD-7, OPS-2)', () => {
  test('given no switch, then contacts are distributed and calls wait for it', () => {
    const site = centre(['1001'], { chat: { capacity: 1 } });
    site.disconnect();
    const chat = accepted(site);
    const { contactId } = site.chats();
    site.command('1001', 'contact.complete', { contactId: chat });
    expect(offeredTo(site, contactId)).toBe('1001');
  });

  test('given a new server, then what waited waits, what is offered is, and who works on one does', () => {
    const site = centre(['1001'], { chat: { capacity: 2 } });
    const active = accepted(site);
    const offered = site.chats().contactId;
    const waiting = site.chats().contactId;
    site.pass(5_000);
    site.restart();
    expect(site.contact(active)).toMatchObject({ phase: 'active', agentId: '1001' });
    expect(site.contact(offered)).toMatchObject({ phase: 'offered', offer: { agentId: '1001' } });
    expect(site.contact(waiting).phase).toBe('queued');
    expect(load(site, '1001')).toBe(2);
    site.pass(15_000);
    expect(site.agent('1001').auxReason).toBe('rona');
  });

  test('given a new server without the queue, then what waited there has failed and who works on one does', () => {
    const site = centre(['1001'], { chat: { capacity: 1 } });
    const active = accepted(site);
    const waiting = site.chats().contactId;
    site.restart(undefined, { queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'] }] });
    expect(() => site.contact(waiting)).not.toThrow();
    expect(site.contact(waiting)).toMatchObject({ phase: 'ended', outcome: 'failed' });
    expect(site.contact(active).phase).toBe('active');
    site.command('1001', 'agent.log-out');
    expect(site.contact(active)).toMatchObject({ phase: 'ended', outcome: 'failed' });
  });

  test('given a queue that is taken out of the settings, then it goes with its last contact', () => {
    const site = centre(['1001'], { chat: { capacity: 1 } });
    const active = accepted(site);
    site.reconfigure({ queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'] }] });
    expect(() => site.chats()).toThrow(expect.objectContaining({ code: 'queue.unknown' }));
    expect(site.queue('chats').channel).toBe('chat');
    site.command('1001', 'contact.complete', { contactId: active });
    expect(site.told.at(-1)?.event).toBe('queue.removed');
  });

  test('given less capacity in new settings, then he keeps what he has and is given no more', () => {
    const site = centre(['1001'], { chat: { capacity: 2 } });
    const first = accepted(site);
    const second = accepted(site);
    site.reconfigure({ channels: { '1001': { chat: { capacity: 1 } } } });
    expect(site.agent('1001').channels?.['chat']).toEqual({ capacity: 1, load: 2, concurrent: true });
    const { contactId } = site.chats();
    site.command('1001', 'contact.complete', { contactId: first });
    expect(offeredTo(site, contactId)).toBeNull();
    site.command('1001', 'contact.complete', { contactId: second });
    expect(offeredTo(site, contactId)).toBe('1001');
  });
});
