import { WebSocket } from 'ws';

/** Of the back end that logs people in. */
export const SERVICE_KEY = 'a-service-key-of-the-test';

/** A message as it came; the test says what it expects of it. */
// biome-ignore lint/suspicious/noExplicitAny: every field is asserted where it is read
type Message = Record<string, any>;

/** One person's connection to the server: it orders, remembers every event, and comes back where it left off. */
export class Desk {
  readonly events: Message[] = [];
  #socket: WebSocket | null = null;
  #answers = new Map<string, (message: Message) => void>();
  #last = 0;
  /** Outlives the server: its secret is kept. */
  #token: string | null = null;
  #stream = '';
  #seq = 0;
  /** What the server said of the present session. */
  opened: Message = {};

  constructor(
    private readonly http: string,
    private readonly account: string,
  ) {}

  /** Logs in to the server, for the first time or again; `resume`: the events that were missed follow. */
  async open({ resume = false } = {}): Promise<void> {
    this.#token ??= await logIn(this.http, this.account);
    const socket = new WebSocket(`${this.http.replace('http', 'ws')}/ws`);
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    socket.on('message', (data) => this.#take(JSON.parse(String(data)) as Message));
    socket.on('error', () => undefined);
    this.opened = await this.ask('session.open', {
      token: this.#token,
      client: { name: 'fault-test', version: '1' },
      ...(resume ? { resume: { stream: this.#stream, seq: this.#seq } } : {}),
    });
    this.#stream = this.opened['stream'];
    if (!resume) this.#seq = this.opened['seq'];
  }

  /** The server's picture now, as a session that begins anew is given it. */
  async look(): Promise<Message> {
    const other = new Desk(this.http, this.account);
    other.#token = this.#token;
    await other.open();
    other.drop();
    return other.opened;
  }

  /** The result of a command. */
  async ask(command: string, params: object = {}): Promise<Message> {
    this.#last += 1;
    const id = `r${this.#last}`;
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    this.#socket?.send(JSON.stringify({ type: 'request', id, command, params }));
    const { result, error } = await answer;
    if (error) throw new Error(`${this.account} ${command}: ${error.code} ${error.message}`);
    return result;
  }

  /** Orders, and does not wait for what comes of it. */
  orders(command: string, params: object = {}): void {
    this.#last += 1;
    this.#socket?.send(JSON.stringify({ type: 'request', id: `r${this.#last}`, command, params }));
  }

  /** The network is gone, without a word. */
  drop(): void {
    this.#socket?.terminate();
  }

  #take(message: Message): void {
    if (message['type'] === 'response') this.#answers.get(message['id'])?.(message);
    if (message['type'] !== 'event') return;
    this.#seq = message['seq'];
    this.events.push(message);
  }
}

/** A token for an agent, as his company's own log-in would get it. */
export async function logIn(http: string, agentId: string): Promise<string> {
  const reply = await fetch(`${http}/api/v1/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SERVICE_KEY}` },
    body: JSON.stringify({ agentId }),
  });
  return ((await reply.json()) as { token: string }).token;
}
