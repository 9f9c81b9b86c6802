import { expect, test } from 'vitest';
import { unknownGateways } from './mistakes.js';

test('a gateway that the switch does not have is refused while the switch can be asked (AGT-3)', () => {
  const rule = { kind: 'outbound-rule', id: 'mobiles', data: { gateways: ['pstn', 'spin'] } } as const;
  expect(unknownGateways(rule, ['pstn', 'sip'])).toEqual([
    { path: 'outbound.mobiles.gateways.1', message: 'the switch has no gateway spin' },
  ]);
  expect(unknownGateways(rule, null)).toEqual([]);
});
