import { describe, expect, test } from 'vitest';
import type { QueueInput } from '../acd/acd.schema.js';
import { Site } from '../kernel/testing/site.js';
import { outboundRuleSchema } from '../outbound/index.js';

const CUSTOMER = '13900139000';

interface Numbers {
  readonly queue?: Partial<QueueInput>;
  readonly agent?: string;
  readonly rule?: string;
  readonly site?: string;
}

function office({ queue = {}, agent, rule, site: installation }: Numbers = {}): Site {
  const centre = {
    agents: { '1001': {}, '1002': {} },
    queues: [
      { queueId: 'orders', name: 'Orders', agents: ['1001'], wrapUpMs: 5_000, ...queue },
      { queueId: 'service', name: 'Service', agents: ['1002'], callerId: '4008009999' },
    ],
    settings: {
      outbound: [outboundRuleSchema.parse({ ruleId: 'all', gateways: ['pstn'], callerId: rule })],
      ...(installation === undefined ? {} : { outboundCallerId: installation }),
    },
    ...(agent === undefined ? {} : { callerIds: { '1001': agent } }),
  };
  const site = new Site(centre);
  site.comes('1001');
  return site;
}

/** What the last number outside that was called was shown. */
function shown(site: Site) {
  const order = site.switch.orders.findLast(
    (one) => one.do === 'switch.create-leg' && one.target.kind === 'gateway',
  );
  if (order?.do !== 'switch.create-leg') throw new Error('nobody outside was called');
  expect(order.callerName).toBe(order.callerNumber);
  return order.callerNumber;
}

function dials(site: Site, params: object = {}): string {
  site.command('1001', 'call.make', { to: CUSTOMER, ...params });
  site.answers('1001');
  return shown(site);
}

const callerId = '4008001111';

describe('the number that an agent’s call shows (AGT-3)', () => {
  test('the queue’s before the agent’s, his before the rule’s, that before the installation’s, then his extension', () => {
    const all = { agent: '2001', rule: '3001', site: '5001' };
    expect(dials(office({ queue: { callerId }, ...all }), { queueId: 'orders' })).toBe(callerId);
    expect(dials(office({ queue: { callerId }, ...all }))).toBe('2001');
    expect(dials(office(all), { queueId: 'orders' })).toBe('2001');
    expect(dials(office({ rule: '3001', site: '5001' }))).toBe('3001');
    expect(dials(office({ site: '5001' }))).toBe('5001');
    expect(dials(office())).toBe('1001');
  });

  test('it stands on the leg, for whoever looks at the call', () => {
    const site = office({ agent: '2001' });
    dials(site);
    expect(site.attendedBy('1001').legs.at(-1)?.wayOut?.shows).toBe('2001');
  });

  test('whoever calls for a queue works after it as after its calls, and the record has it', () => {
    const site = office({ queue: { callerId } });
    dials(site, { queueId: 'orders' });
    const legId = site.switch.ringingAt(CUSTOMER);
    site.switch.answer(legId);
    site.settle();
    expect(site.attendedBy('1001')).toMatchObject({
      direction: 'outbound',
      queueId: 'orders',
      queueName: 'Orders',
    });
    site.hangsUp(legId);
    expect(site.agent('1001').state).toBe('wrap-up');
    // Nobody has waited for it there.
    expect(site.queue('orders').today).toMatchObject({ entered: 0, answered: 0, abandoned: 0 });
  });

  test('he calls for his own queues, and for those that there are', () => {
    const site = office();
    expect(site.refusal('1001', 'call.make', { to: CUSTOMER, queueId: 'service' })).toBe('access.denied');
    expect(site.refusal('1001', 'call.make', { to: CUSTOMER, queueId: 'sales' })).toBe('queue.unknown');
  });

  test('a colleague is called for no queue', () => {
    const site = office({ queue: { callerId } });
    site.command('1001', 'call.make', { to: '1002', queueId: 'orders' });
    expect(site.attendedBy('1001')).toMatchObject({ direction: 'internal', queueId: null });
  });

  test('given that the agent’s page vanishes for good, then who was called for a queue waits there', () => {
    const site = office({ queue: { callerId } });
    dials(site, { queueId: 'orders' });
    const legId = site.switch.ringingAt(CUSTOMER);
    site.switch.answer(legId);
    site.settle();
    site.switch.registered.delete('1001');
    site.take({
      input: 'switch',
      fact: { fact: 'extension.unregistered', extension: '1001', at: site.nowMs },
    });
    site.hangsUp({ agent: '1001' }, 'MEDIA_TIMEOUT');
    site.pass(20_000);
    expect(site.callOf(legId)).toMatchObject({ phase: 'queued', queueId: 'orders' });
    expect(site.hears(legId)).toBe('music');
  });

  test('given a server that starts with an empty database, then the channel knows the queue', () => {
    const site = office({ queue: { callerId } });
    dials(site, { queueId: 'orders' });
    const legId = site.switch.ringingAt(CUSTOMER);
    site.switch.answer(legId);
    site.settle();
    site.told.length = 0;
    site.restart();
    expect(site.attendedBy('1001')).toMatchObject({
      direction: 'outbound',
      phase: 'talking',
      queueId: 'orders',
    });
    expect(site.queue('orders').today).toMatchObject({ entered: 0, answered: 0 });
  });

  test('it is the same after a restart of the server', () => {
    const site = office({ queue: { callerId } });
    site.command('1001', 'call.make', { to: CUSTOMER, queueId: 'orders' });
    site.restart();
    site.answers('1001');
    expect(shown(site)).toBe(callerId);
  });
});

describe('the number that somebody sees who is reached for a caller (AGT-3, ACD-4, ACD-6)', () => {
  /** A caller of queue orders, whose number is the queue's id, talks with 1001. */
  const talking = (numbers: Numbers) => {
    const site = office(numbers);
    const caller = site.calls('orders');
    site.answers('1001');
    return { site, callId: site.callOf(caller).callId };
  };
  const destination = { to: 'number', number: CUSTOMER } as const;
  const all = { agent: '2001', rule: '3001', site: '5001' };

  test.each(['call.transfer', 'call.invite'] as const)(
    '%s: the number he called, or the queue’s where it says so',
    (command) => {
      const plain = talking({ queue: { callerId }, ...all });
      plain.site.command('1001', command, { callId: plain.callId, destination });
      expect(shown(plain.site)).toBe('orders');
      const said = talking({ queue: { callerId, callerIdOnTransfer: true }, ...all });
      said.site.command('1001', command, { callId: said.callId, destination });
      expect(shown(said.site)).toBe(callerId);
    },
  );

  test('who is asked about him sees the agent’s, or the queue’s where it says so', () => {
    const plain = talking({ queue: { callerId }, ...all });
    plain.site.command('1001', 'call.consult', { callId: plain.callId, destination });
    expect(shown(plain.site)).toBe('2001');
    const said = talking({ queue: { callerId, callerIdOnTransfer: true }, ...all });
    said.site.command('1001', 'call.consult', { callId: said.callId, destination });
    expect(shown(said.site)).toBe(callerId);
  });

  test('a customer whom the agent has called himself is handed on as the agent calls', () => {
    const site = office({ queue: { callerId }, ...all });
    dials(site);
    site.switch.answer(site.switch.ringingAt(CUSTOMER));
    site.settle();
    const { callId } = site.attendedBy('1001');
    site.command('1001', 'call.transfer', { callId, destination: { to: 'number', number: '13700137000' } });
    expect(shown(site)).toBe('2001');
  });

  test('a customer who is called back sees the queue’s number, or the one he called', () => {
    for (const [own, expected] of [
      [callerId, callerId],
      [null, 'orders'],
    ] as const) {
      const site = new Site({
        agents: { '1001': {} },
        queues: [
          {
            queueId: 'orders',
            name: 'Orders',
            agents: ['1001'],
            callerId: own,
            exitKeys: { '1': { to: 'call-back' } },
          },
        ],
      });
      const caller = site.calls('orders', CUSTOMER);
      site.pass(2_000);
      site.strikes(caller, '1');
      site.comes('1001');
      site.answers('1001');
      expect(shown(site)).toBe(expected);
    }
  });

  test('a caller whom his queue sends outside: his own, the one he called, or the queue’s', () => {
    for (const [shows, expected] of [
      ['caller', '13800138000'],
      ['called', 'orders'],
      ['queue', callerId],
    ] as const) {
      const site = Site.empty(['1001'], {
        callerId,
        exitKeys: { '2': { to: 'external', number: CUSTOMER, shows } },
      });
      const caller = site.calls('orders');
      site.pass(2_000);
      site.strikes(caller, '2');
      expect(shown(site)).toBe(expected);
    }
  });
});
