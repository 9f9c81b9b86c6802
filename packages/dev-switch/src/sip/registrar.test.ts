import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegistrationEvent } from './sip-stack.types.js';
import { causeOfDial, type StackUnderTest, startStack } from './testing/stack-under-test.js';
import { UdpPhone } from './testing/udp-phone.js';

let under: StackUnderTest;
let phone: UdpPhone;
const told: RegistrationEvent[] = [];
beforeEach(async () => {
  under = await startStack();
  phone = await UdpPhone.open();
  told.length = 0;
  under.stack.onRegistration((event) => told.push(event));
});
afterEach(async () => {
  phone.close();
  await under.stop();
});

describe('registration (RFC 3261 section 10, digest of RFC 7616)', () => {
  it('given the right password, then the phone is registered, refreshed and can be called', async () => {
    expect(await phone.register('1001', 'secret', under.internal)).toBe(200);
    expect(await phone.register('1001', 'secret', under.internal)).toBe(200);
    expect(told.map((each) => each.event)).toEqual(['register', 'register']);
    expect(under.stack.registrations()).toMatchObject([
      { user: '1001', domain: 'test.example', transport: 'udp', networkPort: phone.port },
    ]);
  });

  it('given a wrong password or no such account, then 403, the same for both', async () => {
    expect(await phone.register('1001', 'wrong', under.internal)).toBe(403);
    expect(await phone.register('9999', 'secret', under.internal)).toBe(403);
    expect(under.stack.registrations()).toEqual([]);
  });

  it('given no password at all, then the challenge stands', async () => {
    expect(await phone.register('1001', null, under.internal)).toBe(401);
  });

  it('trunks do not register', async () => {
    expect(await phone.register('1001', 'secret', under.external)).toBe(403);
  });

  it('given it says goodbye or its time is over, then it is gone and told so', async () => {
    await phone.register('1001', 'secret', under.internal);
    await phone.register('1001', 'secret', under.internal, 0);
    expect(told.at(-1)).toMatchObject({ event: 'unregister', reason: 'request' });
    const expired = new Promise<RegistrationEvent>((resolve) =>
      under.stack.onRegistration((event) => event.event === 'expire' && resolve(event)),
    );
    await phone.register('1001', 'secret', under.internal, 1);
    expect((await expired).registration.user).toBe('1001');
    expect(under.stack.registrations()).toEqual([]);
  });

  it('given nobody is registered, then a call to the extension fails as FreeSWITCH says it', () => {
    const options = { callerNumber: '1', callerName: '', headers: {} };
    expect(causeOfDial(() => under.stack.dial('user/1001@test.example', options))).toBe(
      'USER_NOT_REGISTERED',
    );
    expect(causeOfDial(() => under.stack.dial('sofia/gateway/none/10086', options))).toBe('INVALID_GATEWAY');
    expect(causeOfDial(() => under.stack.dial('sofia/external/sip:', options))).toBe('INVALID_URL');
    expect(causeOfDial(() => under.stack.dial('nonsense', options))).toBe('DESTINATION_OUT_OF_ORDER');
  });
});
