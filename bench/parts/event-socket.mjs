import { connect } from 'node:net';

const END_OF_HEAD = '\n\n';

/** A plain event socket client that only watches and orders; written apart from what it measures. */
export class EventSocket {
  /** Called with each event: its headers as an object. */
  onEvent = () => {};
  #socket;
  #bytes = Buffer.alloc(0);
  #replies = [];

  /** @param {string} url `esl://host:port` */
  static async open(url, password) {
    const { hostname, port } = new URL(url);
    const client = new EventSocket();
    client.#socket = connect(Number(port), hostname);
    client.#socket.on('data', (data) => client.#read(data));
    client.#socket.on('error', (error) => client.#fail(error));
    client.#socket.on('close', () => client.#fail(new Error('the event socket was closed')));
    // The first thing it says is `auth/request`.
    await client.#next();
    const { text } = await client.command(`auth ${password}`);
    if (!text.startsWith('+OK')) throw new Error(`the event socket says ${text}`);
    return client;
  }

  command(line) {
    this.#socket.write(`${line}\n\n`);
    return this.#next();
  }

  async api(line) {
    const { text } = await this.command(`api ${line}`);
    if (text.startsWith('-ERR')) throw new Error(`${line}: ${text.trim()}`);
    return text.trim();
  }

  close() {
    this.#fail(new Error('closed'));
    this.#socket.destroy();
  }

  #next() {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error('the event socket does not answer')), 10_000);
      this.#replies.push({ resolve, reject, deadline });
    });
  }

  #fail(error) {
    for (const { reject, deadline } of this.#replies.splice(0)) {
      clearTimeout(deadline);
      reject(error);
    }
  }

  #read(data) {
    this.#bytes = Buffer.concat([this.#bytes, data]);
    for (;;) {
      const end = this.#bytes.indexOf(END_OF_HEAD);
      if (end < 0) return;
      const head = this.#bytes.toString('utf8', 0, end);
      const length = Number(/^Content-Length: (\d+)/m.exec(head)?.[1] ?? 0);
      const next = end + END_OF_HEAD.length + length;
      if (this.#bytes.length < next) return;
      const body = this.#bytes.toString('utf8', end + END_OF_HEAD.length, next);
      this.#bytes = this.#bytes.subarray(next);
      if (head.includes('text/event-json')) {
        this.onEvent(JSON.parse(body));
        continue;
      }
      if (head.includes('text/disconnect-notice')) continue;
      const reply = this.#replies.shift();
      clearTimeout(reply?.deadline);
      reply?.resolve({ text: /^Reply-Text: (.*)$/m.exec(head)?.[1] ?? body });
    }
  }
}
