import { describe, expect, test } from 'vitest';
import { chooseGateway, type GatewayLoad, isGatewayFault, outboundRuleSchema, routeOf } from './index.js';

const rule = (ruleId: string, prefix: string, more: object = {}) =>
  outboundRuleSchema.parse({ ruleId, prefix, gateways: ['a', 'b'], ...more });

describe('which rule takes a number (AGT-3)', () => {
  const rules = [rule('all', ''), rule('long-distance', '0'), rule('abroad', '00'), rule('beijing', '010')];
  const ruleIdOf = (number: string, gateway: string | null = null) =>
    routeOf(number, { rules, gateway })?.ruleId;

  test('the longest prefix counts, in whatever order the rules stand', () => {
    expect(ruleIdOf('01062345678')).toBe('beijing');
    expect(ruleIdOf('0049301234')).toBe('abroad');
    expect(ruleIdOf('02162345678')).toBe('long-distance');
    expect(ruleIdOf('13800138000')).toBe('all');
    const turned = routeOf('01062345678', { rules: rules.toReversed(), gateway: null });
    expect(turned?.ruleId).toBe('beijing');
  });

  test('the single gateway of the settings takes what no rule takes, and nothing else', () => {
    const only = { rules: [rule('mobile', '1')], gateway: 'old' };
    expect(routeOf('13800138000', only)).toMatchObject({ ruleId: 'mobile', gateways: ['a', 'b'] });
    expect(routeOf('62345678', only)).toEqual({
      ruleId: null,
      gateways: ['old'],
      choose: 'in-order',
      number: '62345678',
      callerId: null,
    });
    expect(routeOf('62345678', { ...only, gateway: null })).toBeNull();
  });

  test('digits are taken off, then others are put before what is left', () => {
    const dialled = (number: string, more: object) =>
      routeOf(number, { rules: [rule('one', '9', more)], gateway: null })?.number;
    expect(dialled('913800138000', { strip: 1 })).toBe('13800138000');
    expect(dialled('913800138000', { strip: 1, prepend: '0086' })).toBe('008613800138000');
    expect(dialled('95', { prepend: '17951' })).toBe('1795195');
  });

  test('a rule that would leave nothing to call does not take the number', () => {
    const rules = [rule('exit', '9', { strip: 1 })];
    expect(routeOf('9', { rules, gateway: null })).toBeNull();
    expect(routeOf('91', { rules, gateway: null })?.number).toBe('1');
  });
});

describe('which gateway of the rule (AGT-3)', () => {
  const choose = (
    how: 'in-order' | 'least-busy',
    loads: Readonly<Record<string, GatewayLoad>>,
    tried: readonly string[] = [],
  ) => chooseGateway({ gateways: ['a', 'b', 'c'], choose: how }, (name) => loads[name], tried);
  const busy = (inUse: number, channels?: number): GatewayLoad => ({ up: true, inUse, channels });
  const down: GatewayLoad = { up: false, inUse: 0 };

  test('in order: the first that is up and has a free channel; one of which nothing is known counts as such', () => {
    expect(choose('in-order', {})).toEqual({ gateway: 'a' });
    expect(choose('in-order', { a: down, b: busy(30, 30) })).toEqual({ gateway: 'c' });
    expect(choose('in-order', { a: busy(29, 30) })).toEqual({ gateway: 'a' });
  });

  test('least busy: the smallest share of the channels, of equals the first', () => {
    expect(choose('least-busy', { a: busy(20, 30), b: busy(40, 120), c: busy(5, 10) })).toEqual({
      gateway: 'b',
    });
    expect(choose('least-busy', { a: busy(10, 30), b: busy(5, 15), c: busy(9, 10) })).toEqual({
      gateway: 'a',
    });
  });

  test('least busy: where the size of one is unknown, the fewest calls', () => {
    expect(choose('least-busy', { a: busy(20, 30), b: busy(19), c: busy(40, 120) })).toEqual({
      gateway: 'b',
    });
    expect(choose('least-busy', { a: down, b: busy(3), c: busy(2, 3) })).toEqual({ gateway: 'c' });
  });

  test('one that has failed for this number is not tried again; none left says why', () => {
    expect(choose('in-order', {}, ['a'])).toEqual({ gateway: 'b' });
    expect(choose('least-busy', { b: busy(4, 4), c: down }, ['a'])).toEqual({
      gateway: null,
      passedOver: [
        { gateway: 'a', is: 'failed' },
        { gateway: 'b', is: 'full' },
        { gateway: 'c', is: 'down' },
      ],
    });
  });
});

test('whose fault a cause is: the way to the network, or whoever was called', () => {
  for (const cause of ['GATEWAY_DOWN', 'NORMAL_CIRCUIT_CONGESTION', 'RECOVERY_ON_TIMER_EXPIRE'])
    expect(isGatewayFault(cause)).toBe(true);
  for (const cause of ['USER_BUSY', 'NO_ANSWER', 'CALL_REJECTED', 'UNALLOCATED_NUMBER', 'ORIGINATOR_CANCEL'])
    expect(isGatewayFault(cause)).toBe(false);
});
