import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { RtpPeer } from './rtp-peer.js';

interface Message {
  readonly start: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

interface Dialog {
  readonly callId: string;
  readonly local: string;
  readonly remote: string;
  readonly target: string;
  sequence: number;
}

/** Where a phone is: the switch's listener, and the account when it has one. */
export interface Line {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly domain?: string;
  readonly toneHertz: number;
}

/**
 * A telephone of a few lines (RFC 3261, UDP): it registers, rings or picks up, calls, hangs up, and speaks with a tone. Written apart from
 * the switch's own code, and without a browser, so that a test has dozens.
 */
export class SipPhone {
  /** Picks up by itself; otherwise it rings until {@link answer}. */
  picksUp = true;
  readonly #dialogs = new Map<string, Dialog>();
  readonly #replies = new Map<string, string>();
  readonly #heard: (() => void)[] = [];
  readonly #messages: Message[] = [];
  #ringing: { request: Message; tag: string; to: RemoteInfo } | null = null;
  #closed = false;

  private constructor(
    readonly line: Line,
    readonly sound: RtpPeer,
    private readonly socket: Socket,
  ) {
    socket.on('message', (data, from) => this.#take(String(data), from));
  }

  static async plug(line: Line): Promise<SipPhone> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new SipPhone(line, await RtpPeer.open(line.toneHertz), socket);
  }

  /** Calls up so far that have not ended. */
  get calls(): number {
    return this.#dialogs.size;
  }

  get rings(): boolean {
    return this.#ringing !== null;
  }

  /** Registers, or unregisters with 0 s. */
  async register(expires = 600) {
    const callId = token();
    const request = (sequence: number, more: readonly string[]): string =>
      this.#request('REGISTER', `sip:${this.line.domain}`, {
        callId,
        from: `<${this.#address}>;tag=${token()}`,
        to: `<${this.#address}>`,
        sequence,
        more: [...more, `Expires: ${expires}`, `Contact: <${this.#contact}>`],
      });
    this.#send(request(1, []));
    const challenge = await this.#reply(callId, 1);
    if (!challenge.start.includes(' 401 ')) return expectOk(challenge);
    this.#send(request(2, [this.#authorization(challenge.headers.get('www-authenticate') ?? '')]));
    expectOk(await this.#reply(callId, 2));
  }

  /** Calls a number; resolves when it is answered. */
  async call(number: string): Promise<void> {
    const callId = token();
    const target = `sip:${number}@${this.line.host}:${this.line.port}`;
    const from = `<${this.#contact}>;tag=${token()}`;
    const options = { callId, from, to: `<${target}>`, sequence: 1 };
    this.#send(
      this.#request('INVITE', target, { ...options, more: [`Contact: <${this.#contact}>`], body: this.#sdp }),
    );
    const answer = await this.#reply(callId, 1);
    expectOk(answer);
    this.#speak(answer);
    const to = answer.headers.get('to') ?? '';
    const remoteTarget = uriOf(answer.headers.get('contact')) ?? target;
    this.#send(this.#request('ACK', remoteTarget, { ...options, to, more: [] }));
    this.#dialogs.set(callId, { callId, local: from, remote: to, target: remoteTarget, sequence: 1 });
    this.#wake();
  }

  /** Picks up what rings, and whatever rings later. */
  answer(): void {
    this.picksUp = true;
    const ringing = this.#ringing;
    this.#ringing = null;
    if (ringing) this.#accept(ringing.request, ringing.tag, ringing.to);
  }

  hangUp(): void {
    for (const dialog of this.#dialogs.values()) {
      dialog.sequence += 1;
      this.#send(
        this.#request('BYE', dialog.target, {
          callId: dialog.callId,
          from: dialog.local,
          to: dialog.remote,
          sequence: dialog.sequence,
          more: [],
        }),
      );
    }
    this.#dialogs.clear();
    this.sound.fallSilent();
  }

  /** Resolves when it is so; rejects after `deadlineMs`. */
  async until(what: string, isSo: (phone: this) => boolean, deadlineMs = 10_000): Promise<void> {
    const until = Date.now() + deadlineMs;
    while (!isSo(this)) {
      if (Date.now() > until) throw new Error(`${this.line.user}: ${what} did not happen`);
      await Promise.race([
        new Promise<void>((resolve) => this.#heard.push(resolve)),
        new Promise<void>((resolve) => setTimeout(resolve, 100)),
      ]);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.sound.close();
    this.socket.close();
  }

  get #contact(): string {
    return `sip:${this.line.user}@127.0.0.1:${this.socket.address().port}`;
  }

  get #address(): string {
    return `sip:${this.line.user}@${this.line.domain}`;
  }

  get #sdp(): string {
    const lines = ['v=0', 'o=phone 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
    const audio = [
      `m=audio ${this.sound.port} RTP/AVP 0 101`,
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=ptime:20',
    ];
    return `${[...lines, ...audio].join('\r\n')}\r\n`;
  }

  #take(text: string, from: RemoteInfo) {
    const message = parse(text);
    if (message.start.startsWith('SIP/2.0 ')) {
      this.#messages.push(message);
      return this.#wake();
    }
    const [method = ''] = message.start.split(' ');
    const key = `${message.headers.get('call-id')} ${message.headers.get('cseq')}`;
    const before = this.#replies.get(key);
    if (before !== undefined) return this.#send(before, from);
    switch (method) {
      case 'ACK':
        return;
      case 'INVITE':
        return this.#invited(message, from);
      case 'CANCEL': {
        this.#respond(message, '200 OK', from);
        const ringing = this.#ringing;
        this.#ringing = null;
        if (ringing) this.#respond(ringing.request, '487 Request Terminated', ringing.to, ringing.tag);
        return this.#wake();
      }
      case 'BYE':
        this.#dialogs.delete(message.headers.get('call-id') ?? '');
        if (this.#dialogs.size === 0) this.sound.fallSilent();
        this.#respond(message, '200 OK', from);
        return this.#wake();
      default:
        return this.#respond(message, '200 OK', from);
    }
  }

  #invited(request: Message, from: RemoteInfo) {
    const dialog = this.#dialogs.get(request.headers.get('call-id') ?? '');
    // Within a call: hold, or another partner.
    if (dialog) return this.#respond(request, '200 OK', from, undefined, this.#sdp);
    const tag = token();
    if (this.picksUp) return this.#accept(request, tag, from);
    this.#ringing = { request, tag, to: from };
    this.#respond(request, '180 Ringing', from, tag);
    this.#wake();
  }

  #accept(request: Message, tag: string, to: RemoteInfo): void {
    const callId = request.headers.get('call-id') ?? '';
    this.#speak(request);
    this.#dialogs.set(callId, {
      callId,
      local: `${request.headers.get('to')};tag=${tag}`,
      remote: request.headers.get('from') ?? '',
      target: uriOf(request.headers.get('contact')) ?? '',
      sequence: 100,
    });
    this.#respond(request, '200 OK', to, tag, this.#sdp);
    this.#wake();
  }

  /** Two phones would otherwise wait for each other to begin. */
  #speak({ body }: Message): void {
    const address = /^c=IN IP4 (\S+)/m.exec(body)?.[1];
    const port = /^m=audio (\d+)/m.exec(body)?.[1];
    if (address && port) this.sound.speakTo(address, Number(port));
  }

  #respond(request: Message, status: string, to: RemoteInfo, tag?: string, body = ''): void {
    const { headers } = request;
    const final = !status.startsWith('1');
    const lines = [
      `SIP/2.0 ${status}`,
      `Via: ${headers.get('via')}`,
      `From: ${headers.get('from')}`,
      `To: ${headers.get('to')}${tag === undefined ? '' : `;tag=${tag}`}`,
      `Call-ID: ${headers.get('call-id')}`,
      `CSeq: ${headers.get('cseq')}`,
      `Contact: <${this.#contact}>`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const text = `${lines.join('\r\n')}\r\n\r\n${body}`;
    if (final) this.#replies.set(`${headers.get('call-id')} ${headers.get('cseq')}`, text);
    this.#send(text, to);
  }

  #request(
    method: string,
    target: string,
    options: {
      readonly callId: string;
      readonly from: string;
      readonly to: string;
      readonly sequence: number;
      readonly more: readonly string[];
      readonly body?: string;
    },
  ): string {
    const { callId, from, to, sequence, more, body = '' } = options;
    const lines = [
      `${method} ${target} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.socket.address().port};branch=z9hG4bK${token()}`,
      `From: ${from}`,
      `To: ${to}`,
      `Call-ID: ${callId}`,
      `CSeq: ${sequence} ${method}`,
      'Max-Forwards: 70',
      ...more,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return `${lines.join('\r\n')}\r\n\r\n${body}`;
  }

  /** RFC 2617 with qop=auth. */
  #authorization(challenge: string): string {
    const value = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1] ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const { user, password, domain } = this.line;
    const [realm, nonce, cnonce, uri] = [value('realm'), value('nonce'), token(), `sip:${domain}`];
    const secret = md5(`${user}:${realm}:${password}`);
    const asked = md5(`REGISTER:${uri}`);
    const qop = challenge.includes('qop');
    const response = md5(
      qop ? `${secret}:${nonce}:00000001:${cnonce}:auth:${asked}` : `${secret}:${nonce}:${asked}`,
    );
    const fields = [
      `username="${user}"`,
      `realm="${realm}"`,
      `nonce="${nonce}"`,
      `uri="${uri}"`,
      `response="${response}"`,
      'algorithm=MD5',
      ...(qop ? ['qop=auth', 'nc=00000001', `cnonce="${cnonce}"`] : []),
    ];
    return `Authorization: Digest ${fields.join(', ')}`;
  }

  /** The final answer to a request. */
  async #reply(callId: string, sequence: number): Promise<Message> {
    const found = (): number =>
      this.#messages.findIndex(
        ({ start, headers }) =>
          !start.startsWith('SIP/2.0 1') &&
          headers.get('call-id') === callId &&
          Number.parseInt(headers.get('cseq') ?? '', 10) === sequence,
      );
    await this.until('an answer of the switch', () => found() >= 0, 20_000);
    return this.#messages.splice(found(), 1)[0] as Message;
  }

  #send(text: string, to: { readonly port: number; readonly address: string } | null = null): void {
    if (!this.#closed) this.socket.send(text, to?.port ?? this.line.port, to?.address ?? this.line.host);
  }

  #wake(): void {
    for (const wake of this.#heard.splice(0)) wake();
  }
}

const token = (): string => randomBytes(8).toString('hex');

function parse(text: string): Message {
  const [start = '', ...lines] = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  return { start, headers, body: text.slice(text.indexOf('\r\n\r\n') + 4) };
}

function uriOf(contact: string | undefined): string | undefined {
  return contact === undefined ? undefined : (/<([^>]+)>/.exec(contact)?.[1] ?? contact.split(';')[0]);
}

function expectOk({ start }: Message): void {
  if (!start.startsWith('SIP/2.0 200')) throw new Error(`the switch answered ${start}`);
}
