import type { IncomingInviteRequest, IncomingNotifyRequest } from 'sip.js/lib/core/index.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { event, follow, type StackUnderTest, startStack } from './testing/stack-under-test.js';
import { UdpPhone } from './testing/udp-phone.js';

let under: StackUnderTest;
let phone: UdpPhone;
beforeEach(async () => {
  under = await startStack();
  phone = await UdpPhone.open();
  await phone.register('1001', 'secret', under.internal);
});
afterEach(async () => {
  phone.close();
  await under.stop();
});

/** A phone that rings, with what it is notified of. */
async function ringing() {
  const invited = new Promise<IncomingInviteRequest>((resolve) => {
    phone.onInvite = resolve;
  });
  const endpoint = under.stack.dial('user/1001@test.example', {
    callerNumber: '13800138000',
    callerName: '',
    headers: { 'Call-Info': '<sip:test.example>;answer-after=0' },
  });
  const events = follow(endpoint);
  const request = await invited;
  return { endpoint, events, request };
}

function notified(request: IncomingInviteRequest): Promise<IncomingNotifyRequest> {
  const { session } = request.progress({ statusCode: 180 });
  return new Promise((resolve) => {
    session.delegate = {
      onNotify: (notify) => {
        notify.accept();
        resolve(notify);
      },
    };
  });
}

describe('a phone that is asked to pick up (AGT-4)', () => {
  it('is told so while it rings, within the dialog, and answers the call', async () => {
    const { endpoint, events, request } = await ringing();
    expect(request.message.getHeader('call-info')).toBe('<sip:test.example>;answer-after=0');
    const notify = notified(request);
    await event(events, endpoint, 'ringing');
    endpoint.notifyPhone('talk');
    const { message } = await notify;
    expect(message.getHeader('event')).toBe('talk');
    expect(message.getHeader('subscription-state')).toBe('active');
    expect(message.callId).toBe(endpoint.info.callId);
    phone.answer(request);
    await event(events, endpoint, 'answered');
  });

  it('is asked to hold once it is answered', async () => {
    const { endpoint, events, request } = await ringing();
    const session = phone.answer(request);
    const notify = new Promise<IncomingNotifyRequest>((resolve) => {
      session.delegate = {
        onNotify: (told) => {
          told.accept();
          resolve(told);
        },
      };
    });
    await event(events, endpoint, 'answered');
    endpoint.notifyPhone('hold');
    expect((await notify).message.getHeader('event')).toBe('hold');
  });

  it('given it has not said yet that it rings, then nothing is sent and nothing breaks', async () => {
    const { endpoint, events, request } = await ringing();
    endpoint.notifyPhone('talk');
    phone.answer(request);
    await event(events, endpoint, 'answered');
  });
});
