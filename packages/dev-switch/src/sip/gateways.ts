import { URI } from 'sip.js/lib/core/index.js';
import type { GatewayStatus } from '../channels/ports.js';
import type { SipLink } from './sip-link.js';
import type { GatewayEvent, GatewayOptions } from './sip-stack.types.js';

const DEFAULT_PING_S = 25;
/** A trunk that leaves an OPTIONS unanswered this long is down. */
const MAX_REPLY_MS = 5_000;

interface Gateway {
  readonly options: GatewayOptions;
  readonly pingEveryS: number;
  up: boolean;
  upSinceMs: number | null;
  nextPingMs: number;
  timer: NodeJS.Timeout | null;
}

/** The trunks calls can be sent to, and whether they answer. */
export class Gateways {
  readonly #gateways = new Map<string, Gateway>();
  readonly #onEvent: (event: GatewayEvent) => void;
  #link: SipLink | null = null;

  constructor(options: readonly GatewayOptions[], onEvent: (event: GatewayEvent) => void) {
    this.#onEvent = onEvent;
    for (const each of options) {
      this.#gateways.set(each.name, {
        options: each,
        pingEveryS: each.pingEveryS ?? DEFAULT_PING_S,
        up: true,
        upSinceMs: null,
        nextPingMs: 0,
        timer: null,
      });
    }
  }

  start(link: SipLink): void {
    this.#link = link;
    for (const gateway of this.#gateways.values()) {
      gateway.upSinceMs = Date.now();
      if (gateway.pingEveryS > 0) this.#ping(gateway, link);
    }
  }

  stop(): void {
    this.#link = null;
    for (const gateway of this.#gateways.values()) {
      if (gateway.timer !== null) clearTimeout(gateway.timer);
      gateway.timer = null;
    }
  }

  find(name: string): { readonly options: GatewayOptions; readonly up: boolean } | null {
    return this.#gateways.get(name) ?? null;
  }

  list(): readonly GatewayStatus[] {
    return [...this.#gateways.values()].map(statusOf);
  }

  #ping(gateway: Gateway, link: SipLink): void {
    const { host, port } = gateway.options;
    const everyMs = gateway.pingEveryS * 1000;
    gateway.nextPingMs = Date.now() + everyMs;
    let answered = false;
    const settle = (up: boolean): void => {
      if (answered || this.#link !== link) return;
      answered = true;
      clearTimeout(deadline);
      this.#mark(gateway, up);
    };
    const deadline = setTimeout(() => settle(false), Math.min(MAX_REPLY_MS, everyMs));
    const again = setTimeout(() => this.#ping(gateway, link), everyMs);
    gateway.timer = again;
    deadline.unref();
    again.unref();
    const uri = new URI('sip', '', host, port);
    const from = new URI('sip', 'mod_sofia', link.local.address);
    const request = link.core.makeOutgoingRequestMessage(
      'OPTIONS',
      uri,
      from,
      uri,
      { callId: link.newCallId() },
      [link.contactHeader()],
    );
    link.core.request(request, {
      onAccept: () => settle(true),
      onRedirect: () => settle(true),
      // Whoever refuses is there; 408 and 503 are also what sip.js says when nobody answered.
      onReject: ({ message }) => settle(![408, 500, 502, 503, 504].includes(message.statusCode ?? 503)),
    });
  }

  #mark(gateway: Gateway, up: boolean): void {
    if (gateway.up === up) return;
    gateway.up = up;
    gateway.upSinceMs = up ? Date.now() : null;
    this.#onEvent({ event: up ? 'up' : 'down', gateway: statusOf(gateway) });
  }
}

function statusOf({ options, pingEveryS, up, upSinceMs, nextPingMs }: Gateway): GatewayStatus {
  return {
    name: options.name,
    proxy: `sip:${options.host}:${options.port}`,
    username: options.username ?? 'FreeSWITCH',
    realm: options.host,
    up,
    state: 'NOREG',
    pingAtEpoch: Math.floor(nextPingMs / 1000),
    pingEveryS,
    upSinceEpoch: upSinceMs === null ? null : Math.floor(upSinceMs / 1000),
  };
}
