import type { IncomingInviteRequest, Session } from 'sip.js/lib/core/index.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sdpBody } from './sip-body.js';
import { event, follow, type StackUnderTest, startStack } from './testing/stack-under-test.js';
import { offerOf, UdpPhone } from './testing/udp-phone.js';

let under: StackUnderTest;
let phone: UdpPhone;
beforeEach(async () => {
  under = await startStack();
  phone = await UdpPhone.open();
});
afterEach(async () => {
  phone.close();
  await under.stop();
});

/** A call from the trunk that both sides have answered. */
async function inCall() {
  const calling = phone.call(under.external, { headers: ['X-Order: 42'] });
  const { endpoint, events } = await under.nextInbound();
  await endpoint.answer();
  const { session } = await calling;
  return { endpoint, events, session: session as Session };
}

/** A call to the registered phone, not yet answered. */
async function ringing() {
  await phone.register('1001', 'secret', under.internal);
  const invited = new Promise<IncomingInviteRequest>((resolve) => {
    phone.onInvite = resolve;
  });
  const endpoint = under.stack.dial('user/1001@test.example', {
    callerNumber: '13800138000',
    callerName: 'Li "Xiu"\r\nying',
    headers: { 'X-Call-Id': 'abc', 'bad name': 'x' },
  });
  const events = follow(endpoint);
  return { endpoint, events, request: await invited };
}

const bye = (session: Session): Promise<void> =>
  new Promise((resolve) => {
    session.bye({ onAccept: () => resolve(), onReject: () => resolve() });
  });
const byed = (session: Session): Promise<string> =>
  new Promise((resolve) => {
    session.delegate = {
      onBye: (request) => {
        request.accept();
        resolve(request.message.getHeader('reason') ?? '');
      },
    };
  });

describe('calls that come in (VOX-1)', () => {
  it('tells who calls whom, and answers with G.711 in the order offered', async () => {
    const calling = phone.call(under.external, {
      sdp: offerOf(40_000, 'sendrecv', '8 0 101'),
      headers: ['X-Order: 42'],
    });
    const { endpoint } = await under.nextInbound();
    expect(endpoint.info).toMatchObject({
      profile: 'external',
      direction: 'inbound',
      fromUser: '13800138000',
      toUser: '4008001234',
      transport: 'udp',
      networkPort: phone.port,
      codec: 'PCMA',
      remoteMediaPort: 40_000,
      extraHeaders: { 'X-Order': '42' },
    });
    await endpoint.answer();
    const { status, body } = await calling;
    expect(status).toBe(200);
    expect(body).toMatch(/^m=audio \d+ RTP\/AVP 8 101$/m);
  });

  it('answers sound with sound, and refuses the pictures offered beside it (VOX-4)', async () => {
    const video = 'm=video 40002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n';
    const calling = phone.call(under.external, { sdp: `${offerOf(40_000)}${video}` });
    const { endpoint } = await under.nextInbound();
    await endpoint.answer();
    const { status, body } = await calling;
    expect(status).toBe(200);
    expect(body).toMatch(/^m=audio [1-9]\d* RTP\/AVP 0 101$/m);
    expect(body).toMatch(/^m=video 0 RTP\/AVP 99$/m);
    const pictures = offerOf(40_000).replace(/m=audio[\s\S]*/, video);
    expect((await phone.call(under.external, { sdp: pictures })).status).toBe(488);
  });

  it('given early media, then the answer repeats the description', async () => {
    const calling = phone.call(under.external);
    const { endpoint } = await under.nextInbound();
    endpoint.ring();
    await endpoint.earlyMedia();
    await endpoint.answer();
    expect((await calling).body).toContain('m=audio');
  });

  it('given the far end hangs up, then it is told once, as BYE', async () => {
    const { endpoint, events, session } = await inCall();
    await bye(session);
    expect(await event(events, endpoint, 'hung-up')).toMatchObject({
      sipTerm: 'BYE',
      cause: 'NORMAL_CLEARING',
    });
    endpoint.hangUp('NORMAL_CLEARING');
    expect(events.filter((each) => each.event === 'hung-up')).toHaveLength(1);
  });

  it('given we hang up, then BYE carries the reason', async () => {
    const { endpoint, session } = await inCall();
    const reason = byed(session);
    endpoint.hangUp('USER_BUSY');
    expect(await reason).toBe('Q.850;cause=17;text="USER_BUSY"');
  });

  it('given a call is refused before the answer, then the status follows the cause', async () => {
    for (const [cause, status] of [
      ['USER_BUSY', 486],
      ['CALL_REJECTED', 603],
      ['NO_ROUTE_DESTINATION', 404],
      ['SWITCH_CONGESTION', 503],
    ] as const) {
      const calling = phone.call(under.external);
      (await under.nextInbound()).endpoint.hangUp(cause);
      expect((await calling).status).toBe(status);
    }
  });

  it('given an offer without a codec of ours, then 488 says why, and nobody is disturbed', async () => {
    const { status, message } = await phone.call(under.external, {
      sdp: offerOf(40_000, 'sendrecv', '9 18'),
    });
    expect(status).toBe(488);
    expect(message.getHeader('warning')).toContain('offer PCMU or PCMA');
    expect(under.inbound).toEqual([]);
  });

  it('a phone proves its account with the call; strangers are refused', async () => {
    expect((await phone.call(under.internal, { from: '1001' })).status).toBe(407);
    expect((await phone.call(under.internal, { from: '1001', password: 'wrong' })).status).toBe(403);
    const calling = phone.call(under.internal, { from: '1001', password: 'secret' });
    await (await under.nextInbound()).endpoint.answer();
    expect((await calling).status).toBe(200);
  });
});

describe('in the middle of a call', () => {
  it('given the far end holds and retrieves, then both are told', async () => {
    const { endpoint, events, session } = await inCall();
    const reinvite = (direction: string): Promise<string> =>
      new Promise((resolve) => {
        session.invite(
          {
            onAccept: ({ message, ack }) => {
              ack();
              resolve(message.body);
            },
          },
          { body: sdpBody(offerOf(40_000, direction)), extraHeaders: [phone.link.contactHeader()] },
        );
      });
    expect(await reinvite('sendonly')).toContain('a=recvonly');
    expect(await reinvite('sendrecv')).toContain('a=sendrecv');
    expect(events.filter((each) => each.event === 'remote-hold')).toEqual([
      { event: 'remote-hold', held: true },
      { event: 'remote-hold', held: false },
    ]);
    endpoint.hangUp('NORMAL_CLEARING');
  });

  it('given we hold, then the far end gets sendonly; given it is asking itself just then, we ask again', async () => {
    const { endpoint, session } = await inCall();
    const offers: string[] = [];
    let refusals = 1;
    session.delegate = {
      onInvite: (request) => {
        if (refusals > 0) {
          refusals -= 1;
          request.reject({ statusCode: 491 });
          return;
        }
        offers.push(/a=(send\w+)/.exec(request.message.body)?.[1] ?? '');
        request.accept({
          statusCode: 200,
          body: sdpBody(offerOf(40_000, 'recvonly')),
          extraHeaders: [phone.link.contactHeader()],
        });
      },
    };
    await endpoint.setHold(true);
    await endpoint.setHold(false);
    expect(offers).toEqual(['sendonly', 'sendrecv']);
    await expect(
      (async () => {
        endpoint.hangUp('NORMAL_CLEARING');
        await endpoint.setHold(true);
      })(),
    ).rejects.toThrow('answered call');
  });

  it('takes keys by INFO in both spellings, and says 415 to what it does not know', async () => {
    const { events, session } = await inCall();
    const info = (contentType: string, content: string): Promise<number> =>
      new Promise((resolve) => {
        session.info(
          { onAccept: () => resolve(200), onReject: ({ message }) => resolve(message.statusCode ?? 0) },
          { body: { contentDisposition: 'render', contentType, content } },
        );
      });
    expect(await info('application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n')).toBe(200);
    expect(await info('application/dtmf-relay', 'Signal=11\r\n')).toBe(200);
    expect(await info('application/dtmf', '*')).toBe(200);
    expect(await info('application/dtmf-relay', 'Signal=55')).toBe(415);
    expect(await info('text/plain', '5')).toBe(415);
    expect(events.filter((each) => each.event === 'digit')).toEqual([
      { event: 'digit', digit: '5', durationMs: 160, source: 'info' },
      { event: 'digit', digit: '#', durationMs: 100, source: 'info' },
      { event: 'digit', digit: '*', durationMs: 100, source: 'info' },
    ]);
  });

  it('given REFER, then the switch decides, and the phone is told how it went', async () => {
    const { endpoint, events, session } = await inCall();
    const notified = new Promise<string>((resolve) => {
      session.delegate = {
        onNotify: (request) => {
          request.accept();
          resolve(request.message.body);
        },
      };
    });
    session.refer({}, { extraHeaders: ['Refer-To: <sip:1002@test.example>'] });
    const refer = await event(events, endpoint, 'refer');
    expect(refer.target).toBe('<sip:1002@test.example>');
    refer.accept();
    expect(await notified).toContain('SIP/2.0 200 OK');
  });
});

describe('calls that go out (VOX-2)', () => {
  it('rings, answers, and what strangers could put into a header stays on one line', async () => {
    const { endpoint, events, request } = await ringing();
    expect(request.message.from.displayName).toBe("Li 'Xiu' ying");
    expect(request.message.getHeader('x-call-id')).toBe('abc');
    expect(request.message.data).not.toContain('bad name');
    request.progress({ statusCode: 180 });
    await event(events, endpoint, 'ringing');
    phone.answer(request);
    await event(events, endpoint, 'answered');
    expect(endpoint.info).toMatchObject({ codec: 'PCMU', remoteMediaPort: 40_000, toUser: '1001' });
  });

  it('given busy, then it failed with the cause FreeSWITCH gives', async () => {
    const { endpoint, events, request } = await ringing();
    request.reject({ statusCode: 486 });
    expect(await event(events, endpoint, 'failed')).toMatchObject({ sipStatus: 486, cause: 'USER_BUSY' });
  });

  it('given we give up while it rings, then CANCEL; given the answer crosses it, then ACK and BYE', async () => {
    const first = await ringing();
    const cancelled = new Promise<void>((resolve) => {
      first.request.delegate = {
        onCancel: () => {
          first.request.reject({ statusCode: 487 });
          resolve();
        },
      };
    });
    first.request.progress({ statusCode: 180 });
    await event(first.events, first.endpoint, 'ringing');
    first.endpoint.hangUp('NORMAL_CLEARING');
    await cancelled;

    const second = await ringing();
    second.endpoint.hangUp('NORMAL_CLEARING');
    await byed(phone.answer(second.request));
    expect(second.events).toEqual([]);
  });
});

describe('trunks (VOX-3)', () => {
  it('answers a challenge with the trunk’s account, and knows within seconds that a trunk is gone', async () => {
    const provider = await startStack({ password: (user) => (user === 'callweave' ? 'trunk-secret' : null) });
    const gateway = { name: 'pstn', host: '127.0.0.1', port: provider.internal, pingEveryS: 1 };
    const site = await startStack({
      gateways: [{ ...gateway, username: 'callweave', password: 'trunk-secret' }],
    });
    try {
      const options = { callerNumber: 'callweave', callerName: '', headers: {} };
      const endpoint = site.stack.dial('sofia/gateway/pstn/10086', options);
      const events = follow(endpoint);
      const { endpoint: far } = await provider.nextInbound();
      await far.answer();
      await event(events, endpoint, 'answered');
      expect(far.info.toUser).toBe('10086');
      endpoint.hangUp('NORMAL_CLEARING');

      const down = new Promise((resolve) => site.stack.onGateway(({ event: what }) => resolve(what)));
      await provider.stop();
      expect(await down).toBe('down');
      expect(site.stack.gateways()).toMatchObject([{ name: 'pstn', up: false, upSinceEpoch: null }]);
      expect(() => site.stack.dial('sofia/gateway/pstn/10086', options)).toThrow('GATEWAY_DOWN');
    } finally {
      await site.stop();
    }
  });

  it.each([
    [undefined, 'Remote-Party-ID', '"Shop" <sip:4008001234@127.0.0.1>;party=calling;screen=yes;privacy=off'],
    ['pid', 'P-Asserted-Identity', '"Shop" <sip:4008001234@127.0.0.1>'],
    ['none', null, null],
  ] as const)(
    'says the caller’s number in From, and beside it as the trunk wants it: %s',
    async (cidType, header, value) => {
      const site = await startStack({
        gateways: [
          { name: 'pstn', host: '127.0.0.1', port: phone.port, pingEveryS: 0, ...(cidType && { cidType }) },
        ],
      });
      try {
        const invited = new Promise<IncomingInviteRequest>((resolve) => {
          phone.onInvite = resolve;
        });
        const options = { callerNumber: '4008001234', callerName: 'Shop', headers: {} };
        const endpoint = site.stack.dial('sofia/gateway/pstn/10086', options);
        const { message } = await invited;
        expect(message.from.uri.user).toBe('4008001234');
        for (const name of ['Remote-Party-ID', 'P-Asserted-Identity'])
          expect(message.getHeader(name)).toBe(name === header ? value : undefined);
        endpoint.hangUp('NORMAL_CLEARING');
      } finally {
        await site.stop();
      }
    },
  );
});
