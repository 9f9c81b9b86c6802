import type { CallSnapshot, EventData, LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import type { QueueInput } from '../acd/acd.schema.js';
import { Site } from '../kernel/testing/site.js';
import { outboundRuleSchema } from '../outbound/index.js';

const CUSTOMER = '13900139000';
const MOBILES = { ruleId: 'mobiles', prefix: '1', gateways: ['a', 'b', 'c'] };

/** Gateways a, b and c for mobiles; nothing for any other number. */
function office(
  rule: Partial<Parameters<typeof outboundRuleSchema.parse>[0] & object> = {},
  more: { readonly queue?: Partial<QueueInput>; readonly channels?: Readonly<Record<string, number>> } = {},
): Site {
  const site = new Site({
    agents: { '1001': {}, '1002': {} },
    queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001', '1002'], wrapUpMs: 0, ...more.queue }],
    settings: {
      outboundGateway: null,
      outbound: [outboundRuleSchema.parse({ ...MOBILES, ...rule })],
      trunks: Object.entries(more.channels ?? {}).map(([name, channels]) => ({ name, channels })),
    },
  });
  for (const gateway of ['a', 'b', 'c']) site.switch.gateways.set(gateway, true);
  site.reconnect();
  return site;
}

/** The agent dials, and his own phone is picked up. */
function dials(site: Site, agent = '1001', to = CUSTOMER): void {
  site.command(agent, 'call.make', { to });
  site.answers(agent);
}

/** Gateways of the legs that were ordered to a number outside, in order. */
function gateways(site: Site): string[] {
  return site.switch.orders.flatMap((order) =>
    order.do === 'switch.create-leg' && order.target.kind === 'gateway' ? [order.target.gateway] : [],
  );
}

function failures(site: Site): Pick<EventData<'call.gateway-failed'>, 'gateway' | 'cause' | 'next'>[] {
  return site.told.flatMap(({ event, data }) =>
    event === 'call.gateway-failed' ? [{ gateway: data.gateway, cause: data.cause, next: data.next }] : [],
  );
}

const waysOf = (call: CallSnapshot) => call.legs.flatMap(({ wayOut }) => wayOut ?? []);

function picksUp(site: Site, number = CUSTOMER): LegId {
  const legId = site.switch.ringingAt(number);
  site.switch.answer(legId);
  site.settle();
  return legId;
}

/** The leg that nothing was heard of fails. */
function fails(site: Site, cause: string): void {
  site.hangsUp(site.switch.ringingAt(CUSTOMER), cause);
}

describe('an agent calls outside by rules (AGT-3, VOX-1)', () => {
  test('the number is sent to the first gateway as the rule says, and the call knows by which it left', () => {
    const site = office({ strip: 1, prepend: '0086' });
    site.comes('1001');
    dials(site);
    expect(site.switch.orders.at(-1)).toMatchObject({
      target: { kind: 'gateway', gateway: 'a', number: '00863900139000' },
    });
    picksUp(site, '00863900139000');
    const call = site.attendedBy('1001');
    expect(call).toMatchObject({ phase: 'talking', called: CUSTOMER, trunk: 'a' });
    expect(call.legs.at(-1)).toMatchObject({
      address: CUSTOMER,
      wayOut: { gateway: 'a', ruleId: 'mobiles', shows: '1001', tried: [] },
    });
  });

  test('given a number that no rule takes, then it is refused with what to do, and his phone does not ring', () => {
    const site = office();
    site.comes('1001');
    expect(site.refusal('1001', 'call.make', { to: '62345678' })).toBe('call.failed');
    expect(() => site.command('1001', 'call.make', { to: '62345678' })).toThrow(
      expect.objectContaining({
        details: { cause: 'no-outbound-rule', remedy: expect.stringContaining('outboundGateway') },
      }),
    );
    expect(site.switch.legs.size).toBe(0);
    expect(site.agent('1001').state).toBe('ready');
  });

  test('given a gateway that is down and one that is full, then the next takes the call', () => {
    const site = office({}, { channels: { b: 1 } });
    site.switch.gateways.set('a', false);
    site.reconnect();
    site.comes('1001', '1002');
    dials(site, '1001');
    dials(site, '1002', '13700137000');
    expect(gateways(site)).toEqual(['b', 'c']);
  });

  test('given none that is up and free, then it is refused, and says of each why', () => {
    const site = office({ gateways: ['a', 'b'] }, { channels: { b: 1 } });
    site.switch.gateways.set('a', false);
    site.reconnect();
    site.comes('1001', '1002');
    dials(site, '1001');
    expect(() => site.command('1002', 'call.make', { to: '13700137000' })).toThrow(
      expect.objectContaining({
        code: 'call.failed',
        details: expect.objectContaining({
          cause: 'no-gateway-free',
          gateways: [
            { gateway: 'a', is: 'down' },
            { gateway: 'b', is: 'full' },
          ],
        }),
      }),
    );
  });

  test('the last channel is taken while his own phone rings: the call is over, with the reason', () => {
    const site = office({ gateways: ['a'] }, { channels: { a: 1 } });
    site.comes('1001', '1002');
    site.command('1001', 'call.make', { to: CUSTOMER });
    dials(site, '1002', '13700137000');
    const { callId } = site.attendedBy('1001');
    site.answers('1001');
    expect(site.kernel.callSnapshot(callId, null)).toMatchObject({
      phase: 'ended',
      endedBy: 'system',
      cause: 'NORMAL_CIRCUIT_CONGESTION',
    });
    expect(site.agent('1001').state).toBe('ready');
  });

  test('least busy: each call goes where the fewest are, callers who came in among them', () => {
    const site = office({ choose: 'least-busy', gateways: ['pstn', 'a', 'b'] });
    site.calls('orders');
    site.command('1001', 'agent.log-in', { device: 'browser' });
    site.command('1002', 'agent.log-in', { device: 'browser' });
    dials(site, '1001');
    dials(site, '1002', '13700137000');
    expect(gateways(site)).toEqual(['a', 'b']);
  });
});

describe('a gateway fails (AGT-3)', () => {
  test('the next of the rule is tried, then the one after it; events and legs say which and why', () => {
    const site = office();
    site.comes('1001');
    site.switch.failingGateways.set('a', 'GATEWAY_DOWN').set('b', 'NORMAL_CIRCUIT_CONGESTION');
    dials(site);
    expect(gateways(site)).toEqual(['a', 'b', 'c']);
    expect(failures(site)).toEqual([
      { gateway: 'a', cause: 'GATEWAY_DOWN', next: 'b' },
      { gateway: 'b', cause: 'NORMAL_CIRCUIT_CONGESTION', next: 'c' },
    ]);
    picksUp(site);
    const call = site.attendedBy('1001');
    expect(call).toMatchObject({ phase: 'talking', trunk: 'c' });
    expect(waysOf(call)).toMatchObject([
      { gateway: 'a', tried: [], cause: 'GATEWAY_DOWN' },
      { gateway: 'b', tried: ['a'], cause: 'NORMAL_CIRCUIT_CONGESTION' },
      { gateway: 'c', tried: ['a', 'b'] },
    ]);
    expect(waysOf(call).at(-1)).not.toHaveProperty('cause');
  });

  test('given an order that the switch refuses, then the next is tried as well', () => {
    const site = office();
    site.comes('1001');
    site.switch.failingGateways.set('a', 'refused');
    dials(site);
    expect(failures(site)).toEqual([{ gateway: 'a', cause: 'NORMAL_TEMPORARY_FAILURE', next: 'b' }]);
    picksUp(site);
    expect(site.agent('1001').state).toBe('talking');
  });

  test('given that none is left, then the call ends with the last reason', () => {
    const site = office({ gateways: ['a', 'b'] });
    site.comes('1001');
    site.switch.failingGateways.set('a', 'GATEWAY_DOWN').set('b', 'NETWORK_OUT_OF_ORDER');
    site.command('1001', 'call.make', { to: CUSTOMER });
    const { callId } = site.attendedBy('1001');
    site.answers('1001');
    expect(failures(site).at(-1)).toEqual({ gateway: 'b', cause: 'NETWORK_OUT_OF_ORDER', next: null });
    expect(site.kernel.callSnapshot(callId, null)).toMatchObject({
      phase: 'ended',
      cause: 'NETWORK_OUT_OF_ORDER',
    });
    expect(site.switch.legs.size).toBe(0);
  });

  test.each(['USER_BUSY', 'CALL_REJECTED', 'UNALLOCATED_NUMBER', 'NO_USER_RESPONSE'])(
    'given %s, which is the far end’s, then nothing else is tried',
    (cause) => {
      const site = office();
      site.comes('1001');
      site.switch.failingGateways.set('a', cause);
      dials(site);
      expect(gateways(site)).toEqual(['a']);
      expect(failures(site)).toEqual([]);
      expect(site.agent('1001').state).toBe('ready');
    },
  );

  test('given that it has rung there, then it is not rung again by another way', () => {
    const site = office();
    site.comes('1001');
    dials(site);
    fails(site, 'NORMAL_TEMPORARY_FAILURE');
    expect(gateways(site)).toEqual(['a']);
    expect(failures(site)).toEqual([]);
  });

  test('all of them together ring no longer than one would', () => {
    const site = office();
    site.comes('1001');
    site.switch.failingGateways.set('a', 'silent').set('b', 'silent');
    dials(site);
    site.pass(32_000);
    fails(site, 'RECOVERY_ON_TIMER_EXPIRE');
    expect(site.switch.orders.at(-1)).toMatchObject({
      target: { kind: 'gateway', gateway: 'b' },
      ringMs: 28_000,
    });
    site.pass(24_000);
    fails(site, 'RECOVERY_ON_TIMER_EXPIRE');
    // Four seconds are left.
    expect(gateways(site)).toEqual(['a', 'b']);
    expect(failures(site).at(-1)).toMatchObject({ gateway: 'b', next: null });
    expect(site.agent('1001').state).toBe('ready');
  });

  test('a gateway that never says a word is given up when the time is over', () => {
    const site = office();
    site.comes('1001');
    site.switch.failingGateways.set('a', 'silent');
    dials(site);
    site.pass(62_000);
    expect(gateways(site)).toEqual(['a']);
    expect(site.agent('1001').state).toBe('ready');
    expect(site.switch.legs.size).toBe(0);
  });

  test('given a rule that was changed meanwhile, then the next is one that it names now', () => {
    const site = office();
    site.comes('1001');
    site.switch.failingGateways.set('a', 'silent');
    dials(site);
    const settings = {
      outboundGateway: null,
      outbound: [outboundRuleSchema.parse({ ...MOBILES, gateways: ['c'] })],
    };
    site.reconfigure({ settings });
    fails(site, 'GATEWAY_DOWN');
    expect(gateways(site)).toEqual(['a', 'c']);
  });

  test('given a server that starts while it is dialled, then it knows what was tried, and goes on from there', () => {
    const site = office();
    site.comes('1001');
    site.switch.failingGateways.set('a', 'GATEWAY_DOWN').set('b', 'silent');
    dials(site);
    site.restart();
    fails(site, 'NETWORK_OUT_OF_ORDER');
    expect(gateways(site)).toEqual(['a', 'b', 'c']);
    picksUp(site);
    const call = site.attendedBy('1001');
    expect(call).toMatchObject({ phase: 'talking', trunk: 'c' });
    expect(waysOf(call).at(-1)).toMatchObject({ gateway: 'c', tried: ['a', 'b'] });
  });

  test('given a server that starts before anything rings outside, then the rules decide anew', () => {
    const site = office();
    site.comes('1001');
    site.command('1001', 'call.make', { to: CUSTOMER });
    site.restart(() => site.switch.gateways.set('a', false));
    site.answers('1001');
    expect(gateways(site)).toEqual(['b']);
  });
});

describe('every way outside goes by the rules, and on to the next gateway (AGT-3, ACD-4, ACD-6)', () => {
  const failing = (rule = {}, queue: Partial<QueueInput> = {}) => {
    const site = office(rule, { queue });
    site.switch.failingGateways.set('a', 'GATEWAY_DOWN');
    return site;
  };
  /** A caller talks with 1001. */
  const talks = (site: Site): LegId => {
    site.comes('1001');
    const caller = site.calls('orders');
    site.answers('1001');
    return caller;
  };
  const destination = { to: 'number', number: CUSTOMER } as const;

  test('a consultation', () => {
    const site = failing();
    const { callId } = site.callOf(talks(site));
    site.command('1001', 'call.consult', { callId, destination });
    expect(gateways(site)).toEqual(['a', 'b']);
    picksUp(site);
    expect(site.attendedBy('1001')).toMatchObject({ phase: 'talking', called: CUSTOMER, trunk: 'b' });
  });

  test('a caller who is handed on, and comes back when no gateway carries him', () => {
    const site = failing();
    const caller = talks(site);
    const { callId } = site.callOf(caller);
    site.command('1001', 'call.transfer', { callId, destination });
    expect(gateways(site)).toEqual(['a', 'b']);
    expect(site.hears(caller)).toBe('music');
    expect(site.hears(picksUp(site))).toBe(caller);
    // The trunk he came by stays his.
    expect(site.callOf(caller)).toMatchObject({ phase: 'forwarded', trunk: 'pstn' });

    const again = failing({ gateways: ['a'] });
    const other = talks(again);
    again.command('1001', 'call.transfer', { callId: again.callOf(other).callId, destination });
    expect(again.names(other)).toContain('call.transfer-failed');
    expect(again.offeredTo(other)).toBe('1001');
  });

  test('a customer whom the agent has called keeps the gateway that carries him when he is handed on', () => {
    const site = office();
    site.comes('1001');
    dials(site);
    const customer = picksUp(site);
    site.switch.failingGateways.set('a', 'GATEWAY_DOWN');
    const { callId } = site.attendedBy('1001');
    site.command('1001', 'call.transfer', { callId, destination: { to: 'number', number: '13700137000' } });
    expect(site.hears(picksUp(site, '13700137000'))).toBe(customer);
    expect(site.kernel.callSnapshot(callId, null)).toMatchObject({ phase: 'forwarded', trunk: 'a' });
    expect(gateways(site)).toEqual(['a', 'a', 'b']);
  });

  test('somebody who is asked into a conference', () => {
    const site = failing();
    const caller = talks(site);
    site.command('1001', 'call.invite', { callId: site.callOf(caller).callId, destination });
    expect(gateways(site)).toEqual(['a', 'b']);
    const invited = picksUp(site);
    expect([caller, invited].map((legId) => site.hears(legId))).toEqual(['room', 'room']);
    expect(site.callOf(caller).conference?.parties).toHaveLength(3);
  });

  test('a caller whom his queue sends outside; without a gateway the rule does not apply, and he waits', () => {
    const exitKeys = { '2': { to: 'external', number: CUSTOMER } } as const;
    const site = failing({}, { exitKeys });
    const caller = site.calls('orders');
    site.pass(2_000);
    site.strikes(caller, '2');
    expect(gateways(site)).toEqual(['a', 'b']);
    expect(site.hears(caller)).toBe('music');
    expect(site.hears(picksUp(site))).toBe(caller);

    const closed = failing({ gateways: ['a'] }, { exitKeys });
    closed.switch.gateways.set('a', false);
    closed.reconnect();
    const other = closed.calls('orders');
    closed.pass(2_000);
    closed.strikes(other, '2');
    expect([gateways(closed), closed.callOf(other).phase]).toEqual([[], 'queued']);
  });

  test('given a queue that names its gateway, then that one is taken, and no other after it', () => {
    const exitKeys = { '2': { to: 'external', number: CUSTOMER, gateway: 'a' } } as const;
    const site = failing({}, { exitKeys });
    const caller = site.calls('orders');
    site.pass(2_000);
    site.strikes(caller, '2');
    expect(gateways(site)).toEqual(['a']);
    expect(failures(site)).toEqual([{ gateway: 'a', cause: 'GATEWAY_DOWN', next: null }]);
    expect(site.callOf(caller).phase).toBe('queued');
  });

  test('a customer who is called back; each attempt begins with the first gateway', () => {
    const site = failing({}, { exitKeys: { '1': { to: 'call-back' } }, callBack: { retryMs: 60_000 } });
    const caller = site.calls('orders', CUSTOMER);
    site.pass(2_000);
    site.strikes(caller, '1');
    site.comes('1001');
    site.answers('1001');
    expect(gateways(site)).toEqual(['a', 'b']);
    site.hangsUp(site.switch.ringingAt(CUSTOMER), 'USER_BUSY');
    expect(site.callOf(caller)).toMatchObject({ phase: 'queued', callBack: { attempts: 1 } });
    site.pass(60_000);
    site.answers('1001');
    expect(gateways(site)).toEqual(['a', 'b', 'a', 'b']);
    picksUp(site);
    expect(site.callOf(caller)).toMatchObject({ phase: 'talking', callBack: { is: 'reached' } });
  });
});
