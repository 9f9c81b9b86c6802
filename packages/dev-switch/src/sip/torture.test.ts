import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StackUnderTest, startStack } from './testing/stack-under-test.js';
import { UdpPhone } from './testing/udp-phone.js';

let under: StackUnderTest;
let socket: Socket;
beforeEach(async () => {
  under = await startStack();
  socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  socket.close();
  await under.stop();
});

const send = (text: string | Buffer): Promise<void> =>
  new Promise((resolve) => socket.send(text, under.external, '127.0.0.1', () => resolve()));

const message = (lines: readonly string[], body = ''): string => `${lines.join('\r\n')}\r\n\r\n${body}`;
const sdp =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n';

/** The next reply on the socket whose CSeq has this number. */
const reply = (cseq: number): Promise<string> =>
  new Promise((resolve) => {
    const listen = (bytes: Buffer): void => {
      const text = bytes.toString();
      if (!new RegExp(`^cseq:\\s*${cseq}\\s`, 'im').test(text) || text.startsWith('SIP/2.0 100')) return;
      socket.off('message', listen);
      resolve(text);
    };
    socket.on('message', listen);
  });

/** After whatever was sent, a plain call still goes through: nothing else is disturbed. */
async function expectServed(): Promise<void> {
  const phone = await UdpPhone.open();
  const calling = phone.call(under.external);
  for (;;) {
    const { endpoint } = await under.nextInbound();
    if (endpoint.info.networkPort !== phone.port) continue;
    await endpoint.answer();
    break;
  }
  expect((await calling).status).toBe(200);
  phone.close();
}

/** After RFC 4475, "SIP Torture Test Messages", by section. */
describe('messages that are legal and strange', () => {
  it('3.1.1.1 a short tortuous INVITE: folded lines, compact forms, strange case, unknown headers', async () => {
    await send(
      message(
        [
          `INVITE sip:vivekg@127.0.0.1:${under.external};unknownparam SIP/2.0`,
          'TO :',
          ' sip:vivekg@chair-dnrc.example.com',
          'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
          '  ;',
          '  tag = 98asjd8',
          'MaX-fOrWaRdS: 0068',
          'Call-ID: wsinv.ndaksdj@192.0.2.1',
          `cseq: 0009`,
          '  INVITE',
          'Via  : SIP  /   2.0',
          ` /UDP`,
          `    127.0.0.1:${socket.address().port};branch=z9hG4bK390skdjuw`,
          's :',
          'NewFangledHeader:   newfangled value',
          ' continued newfangled value',
          'UnknownHeaderWithUnusualValue: ;;,,;;,;',
          'Content-Type: application/sdp',
          'Route:',
          ` <sip:services.example.com;lr;unknownwith=value;unknown-no-value>`,
          'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam = newvalue ;',
          '  secondparam ; q = 0.33',
          `l: ${sdp.length}`,
        ],
        sdp,
      ),
    );
    // sip.js understands part of it only; what matters is an orderly answer or none, and a switch that serves on.
    await expectServed();
  });

  it('3.1.1.2 wide range of valid characters in method and user', async () => {
    await send(
      message([
        `!interesting-Method0123456789_*+\`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@127.0.0.1 SIP/2.0`,
        `Via: SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bK-.!%66*_+\`'~`,
        'To: "BEL:\\\x07 NUL:\\\x00 DEL:\\\x7F" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@example.com>',
        "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"x\";tag=_token~1'+`*%!-.",
        'Call-ID: intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{',
        "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~",
        'Max-Forwards: 255',
        "extensionHeader-!.%*+_`'~:大停電",
        'Content-Length: 0',
      ]),
    );
    await expectServed();
  });
});

describe('messages that are wrong', () => {
  const via = (branch: string): string =>
    `Via: SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bK${branch}`;
  const head = (branch: string, extra: readonly string[] = []): string[] => [
    `INVITE sip:4008001234@127.0.0.1:${under.external} SIP/2.0`,
    via(branch),
    'From: <sip:caller@127.0.0.1>;tag=1',
    'To: <sip:4008001234@127.0.0.1>',
    `Call-ID: ${branch}@test`,
    'CSeq: 1 INVITE',
    `Contact: <sip:caller@127.0.0.1:${socket.address().port}>`,
    'Max-Forwards: 70',
    ...extra,
  ];

  it.each<[string, () => string | Buffer]>([
    [
      '3.1.2.1 extraneous header field separators',
      () => message(head('a', ['Contact: "Joe" <sip:joe@example.org>;;;;'])),
    ],
    [
      '3.1.2.2 content length larger than the message',
      () => message(head('b', ['Content-Length: 9999']), sdp),
    ],
    ['3.1.2.3 negative content length', () => message(head('c', ['Content-Length: -999']), sdp)],
    [
      '3.1.2.4 scalars out of range',
      () =>
        message([
          ...head('d').map((line) => line.replace('CSeq: 1', 'CSeq: 36893488147419103232')),
          'Expires: 1000000000000',
        ]),
    ],
    [
      '3.1.2.5 unterminated quoted string',
      () => message(head('e').map((line) => line.replace('From: <sip', 'From: "Unclosed <sip'))),
    ],
    [
      '3.1.2.6 angle brackets around the request-URI',
      () => message(head('f').map((line) => line.replace(/^INVITE (\S+)/, 'INVITE <$1>'))),
    ],
    [
      '3.1.2.7 spaces within the request-URI',
      () => message(head('g').map((line) => line.replace('4008001234@', '400 8001234@'))),
    ],
    [
      '3.1.2.8 spaces after the request line',
      () => message(head('h').map((line) => line.replace('SIP/2.0', 'SIP/2.0  '))),
    ],
    [
      '3.1.2.9 escaped headers in the request-URI',
      () => message(head('i').map((line) => line.replace(' SIP/2.0', '?Route=%3Csip:x%3E SIP/2.0'))),
    ],
    [
      '3.1.2.16 unknown protocol version',
      () => message(head('j').map((line) => line.replace('SIP/2.0', 'SIP/7.0'))),
    ],
    [
      '3.1.2.17 start line and CSeq disagree',
      () => message(head('k').map((line) => line.replace('1 INVITE', '1 OPTIONS'))),
    ],
    [
      '3.3.1 missing required headers',
      () => message([`INVITE sip:x@127.0.0.1 SIP/2.0`, 'CSeq: 193942 INVITE', via('l'), 'Content-Length: 0']),
    ],
    [
      '3.3.2 unknown URI scheme',
      () =>
        message(head('m').map((line) => line.replace('sip:4008001234@127.0.0.1:', 'nobodyKnowsThisScheme:'))),
    ],
    [
      '3.3.8 multiple values in single-value headers',
      () =>
        message(
          head('n', ['CSeq: 5 INVITE', 'Call-ID: other', 'From: <sip:other@x>;tag=9', 'Max-Forwards: 5']),
        ),
    ],
    [
      '3.3.9 several content lengths',
      () => message(head('o', ['Content-Length: 8', 'Content-Length: 10']), sdp),
    ],
    [
      '3.3.11 a response with a status beyond all',
      () =>
        message([
          'SIP/2.0 4294967301 better not break the receiver',
          via('p'),
          'From: <sip:a@b>;tag=1',
          'To: <sip:c@d>;tag=2',
          'Call-ID: p',
          'CSeq: 1 INVITE',
        ]),
    ],
    [
      'an INVITE without a Contact',
      () =>
        message(
          head('q', ['Content-Type: application/sdp']).filter((line) => !line.startsWith('Contact')),
          sdp,
        ),
    ],
    ['an INVITE without an offer', () => message(head('r'))],
    ['a body that is no SDP', () => message(head('s', ['Content-Type: application/sdp']), 'hello')],
    [
      'bytes that are no text',
      () => Buffer.from(Array.from({ length: 1_000 }, (_, index) => (index * 73) % 256)),
    ],
    ['a megabyte of nothing, in pieces', () => Buffer.alloc(60_000, 'A')],
    ['an empty line', () => '\r\n\r\n'],
  ])('%s', async (_name, text) => {
    await send(text());
    await expectServed();
    expect(under.stack.addresses.external).not.toBeNull();
  });

  it('given what can be answered, then the answer says what is wrong', async () => {
    let answer = reply(1);
    await send(message(head('t')));
    expect(await answer).toMatch(/^SIP\/2\.0 488 /);
    expect(await answer).toMatch(/^Warning: 399 .*offer m=audio/im);
    answer = reply(1);
    await send(message(head('u').filter((line) => !line.startsWith('Contact'))));
    expect(await answer).toContain('SIP/2.0 400 Missing Contact Header');
  });
});
