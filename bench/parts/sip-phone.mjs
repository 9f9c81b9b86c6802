import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const HOST = '127.0.0.1';
const RETRY_MS = 500;
const GIVE_UP_MS = 8_000;
const md5 = (text) => createHash('md5').update(text).digest('hex');
const token = () => randomBytes(8).toString('hex');

/** As much of a SIP phone over UDP as a bench needs: registers, answers at once, calls, hangs up. Written apart from ours. */
export class SipPhone {
  /** Called with each new INVITE before it is answered: its headers by lower-case name. */
  onInvite = () => {};
  /** Called with the Call-ID of a dialog that the far end ended. */
  onBye = () => {};
  #socket = createSocket('udp4');
  #waiting = new Map();
  #answers = new Map();

  static async open() {
    const phone = new SipPhone();
    phone.#socket.on('message', (bytes, from) => phone.#receive(bytes.toString('utf8'), from));
    phone.#socket.bind(0, HOST);
    await once(phone.#socket, 'listening');
    return phone;
  }

  /** Where its sound is to be sent; nobody listens there unless somebody is said to. */
  mediaPort = 9;

  get port() {
    return this.#socket.address().port;
  }

  close() {
    this.#socket.close();
  }

  /** Registers with digest authentication at `registrar`, a port of this machine. */
  async register({ user, password, domain, registrar }) {
    const from = `<sip:${user}@${domain}>`;
    const dialog = { callId: token(), tag: token() };
    const ask = (cseq, authorization) =>
      this.#request(registrar, 'REGISTER', `sip:${domain}`, {
        From: `${from};tag=${dialog.tag}`,
        To: from,
        'Call-ID': dialog.callId,
        CSeq: `${cseq} REGISTER`,
        Contact: `<sip:${user}@${HOST}:${this.port}>`,
        Expires: '600',
        ...(authorization === null ? {} : { Authorization: authorization }),
      });
    const challenge = await ask(1, null);
    const header = challenge.headers.get('www-authenticate') ?? '';
    const part = (name) => new RegExp(`${name}="?([^",]+)"?`).exec(header)?.[1] ?? '';
    const [realm, nonce, uri, cnonce] = [part('realm'), part('nonce'), `sip:${domain}`, token()];
    const secret = md5(`${user}:${realm}:${password}`);
    const response = md5(`${secret}:${nonce}:00000001:${cnonce}:auth:${md5(`REGISTER:${uri}`)}`);
    const done = await ask(
      2,
      `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", ` +
        `algorithm=MD5, qop=auth, nc=00000001, cnonce="${cnonce}"`,
    );
    if (done.status !== 200) throw new Error(`extension ${user} could not register: ${done.status}`);
  }

  /** Calls a number at a trunk port; resolves when it is answered. */
  async call({ trunk, from, to, mediaPort }) {
    const dialog = {
      callId: token(),
      local: `<sip:${from}@${HOST}>;tag=${token()}`,
      remote: `<sip:${to}@${HOST}:${trunk}>`,
      target: `sip:${to}@${HOST}:${trunk}`,
    };
    const headers = (cseq, method) => ({
      From: dialog.local,
      To: dialog.remote,
      'Call-ID': dialog.callId,
      CSeq: `${cseq} ${method}`,
      Contact: `<sip:${from}@${HOST}:${this.port}>`,
    });
    const answer = await this.#request(
      trunk,
      'INVITE',
      dialog.target,
      headers(1, 'INVITE'),
      describe(mediaPort),
    );
    if (answer.status !== 200) throw new Error(`the call to ${to} was refused: ${answer.status}`);
    dialog.remote = answer.headers.get('to');
    dialog.target = /<([^>]+)>/.exec(answer.headers.get('contact') ?? '')?.[1] ?? dialog.target;
    const ack = () =>
      this.#send(trunk, message(`ACK ${dialog.target} SIP/2.0`, { ...this.#via(), ...headers(1, 'ACK') }));
    ack();
    this.#answers.set(`ack ${dialog.callId}`, ack);
    return {
      callId: dialog.callId,
      sendTo: Number(/^m=audio (\d+)/m.exec(answer.body)?.[1]),
      hangUp: () => this.#request(trunk, 'BYE', dialog.target, headers(2, 'BYE')),
    };
  }

  #via() {
    return { Via: `SIP/2.0/UDP ${HOST}:${this.port};branch=z9hG4bK${token()};rport`, 'Max-Forwards': '70' };
  }

  /** Sends until it is answered; resolves with the final answer. */
  #request(port, method, uri, headers, sdp = '') {
    const all = { ...this.#via(), ...headers };
    const text = message(`${method} ${uri} SIP/2.0`, all, sdp);
    const branch = /branch=([^;]+)/.exec(all.Via)?.[1];
    return new Promise((resolve, reject) => {
      const again = setInterval(() => this.#send(port, text), RETRY_MS);
      const deadline = setTimeout(
        () => settle(() => reject(new Error(`no answer to ${method}`))),
        GIVE_UP_MS,
      );
      const settle = (how) => {
        clearInterval(again);
        clearTimeout(deadline);
        this.#waiting.delete(branch);
        how();
      };
      this.#waiting.set(branch, (response) => {
        if (response.status < 200) clearInterval(again);
        else settle(() => resolve(response));
      });
      this.#send(port, text);
    });
  }

  #receive(text, from) {
    const [head, body = ''] = text.split('\r\n\r\n', 2);
    const [first, ...lines] = head.split('\r\n');
    const headers = new Map();
    const vias = [];
    for (const line of lines) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      if (name === 'via') vias.push(line.slice(colon + 1).trim());
      headers.set(name, line.slice(colon + 1).trim());
    }
    if (first.startsWith('SIP/2.0')) {
      const status = Number(first.split(' ')[1]);
      const waiting = this.#waiting.get(/branch=([^;]+)/.exec(vias[0] ?? '')?.[1]);
      if (waiting !== undefined) waiting({ status, headers, body });
      // The answer again: our ACK was lost.
      else if (status === 200) this.#answers.get(`ack ${headers.get('call-id')}`)?.();
      return;
    }
    this.#asked(first.split(' ')[0], headers, vias, from.port);
  }

  #asked(method, headers, vias, port) {
    if (method === 'ACK') return;
    const callId = headers.get('call-id');
    const key = `${callId} ${headers.get('cseq')}`;
    const before = this.#answers.get(key);
    if (before !== undefined) return this.#send(port, before);
    const invited = method === 'INVITE';
    if (invited && !headers.get('to').includes('tag=')) this.onInvite(headers);
    const to = headers.get('to');
    const answer = message(
      'SIP/2.0 200 OK',
      {
        Via: vias.join('\r\nVia: '),
        From: headers.get('from'),
        To: to.includes('tag=') ? to : `${to};tag=${token()}`,
        'Call-ID': callId,
        CSeq: headers.get('cseq'),
        ...(invited ? { Contact: `<sip:bench@${HOST}:${this.port}>` } : {}),
      },
      invited ? describe(this.mediaPort) : '',
    );
    this.#answers.set(key, answer);
    this.#send(port, answer);
    if (method === 'BYE') this.onBye(callId);
  }

  #send(port, text) {
    this.#socket.send(text, port, HOST);
  }
}

function message(start, headers, sdp = '') {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const type = sdp === '' ? [] : ['Content-Type: application/sdp'];
  return [start, ...lines, ...type, `Content-Length: ${Buffer.byteLength(sdp)}`, '', sdp].join('\r\n');
}

/** G.711 µ-law and nothing else. */
function describe(port) {
  return [
    'v=0',
    `o=- 1 1 IN IP4 ${HOST}`,
    's=-',
    `c=IN IP4 ${HOST}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    'a=sendrecv',
    '',
  ].join('\r\n');
}
