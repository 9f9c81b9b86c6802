import { type AddressInfo, BlockList, createServer, isIP, type Server, type Socket } from 'node:net';
import type { SwitchCore } from '../channels/switch-core.js';
import { Connection, type ConnectionOptions } from './connection.js';

export interface EslServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly password: string;
  /** Networks as `10.0.0.0/8` or single addresses that may connect; everybody when left out. */
  readonly acl?: readonly string[];
  /** 25 s, as FreeSWITCH, unless told otherwise. */
  readonly authWithinMs?: number;
  readonly maxConnections?: number;
  readonly maxQueuedEvents?: number;
}

const REJECTION = 'Access Denied, go away.\n';

/** The event socket: listens for clients and gives each its connection. */
export class EslServer {
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #sockets = new Set<Socket>();
  readonly #allowed: BlockList | null;
  readonly #connectionOptions: ConnectionOptions;

  constructor(
    private readonly core: SwitchCore,
    private readonly options: EslServerOptions,
  ) {
    this.#allowed = options.acl === undefined ? null : networks(options.acl);
    this.#connectionOptions = {
      password: options.password,
      authWithinMs: options.authWithinMs ?? 25_000,
      maxQueuedEvents: options.maxQueuedEvents ?? 100_000,
      maxQueuedCommands: 10_000,
    };
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#onSocket(socket));
    this.#server.maxConnections = options.maxConnections ?? 2_000;
  }

  /** Resolves with the address that is listened on. @throws the system's error when the port is taken */
  start(): Promise<{ readonly host: string; readonly port: number }> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.options.port, this.options.host, () => {
        this.#server.off('error', reject);
        this.#server.on('error', (error) => process.emitWarning(error));
        const { address, port } = this.#server.address() as AddressInfo;
        resolve({ host: address, port });
      });
    });
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await new Promise<void>((resolve) => {
      if (!this.#server.listening) return resolve();
      this.#server.close(() => resolve());
      const cancel = this.core.clock.after(500, () => {
        for (const socket of this.#sockets) socket.destroy();
      });
      this.#server.once('close', cancel);
    });
  }

  #onSocket(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const address = socket.remoteAddress ?? '';
    if (this.#allowed !== null && !allows(this.#allowed, address)) {
      socket.on('error', () => socket.destroy());
      socket.end(`Content-Type: text/rude-rejection\nContent-Length: ${REJECTION.length}\n\n${REJECTION}`);
      socket.resume();
      return;
    }
    const connection = new Connection(socket, this.core, this.#connectionOptions);
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }
}

function networks(acl: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of acl) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function allows(list: BlockList, address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
