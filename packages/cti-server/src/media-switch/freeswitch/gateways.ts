import type { GatewayState } from '../media-switch.port.js';
import type { EslEvent } from './esl-event.js';

/** Registration states in which calls go out: registered, on the way to be again, or without a need to. */
const USABLE = new Set(['REGED', 'NOREG', 'REGISTER', 'TRYING']);

/** The trunks and how many of our legs use each. */
export class Gateways {
  readonly #up = new Map<string, boolean>();
  readonly #inUse = new Map<string, number>();

  get states(): GatewayState[] {
    return [...this.#up.keys()].map((name) => this.#stateOf(name));
  }

  /** Begins anew with what `sofia xmlstatus gateway` lists. */
  reset(xml: string): void {
    this.#up.clear();
    this.#inUse.clear();
    for (const [, gateway = ''] of xml.matchAll(/<gateway>([\s\S]*?)<\/gateway>/g)) {
      const name = tag(gateway, 'name');
      if (name !== '') this.#up.set(name, isUp(tag(gateway, 'state'), tag(gateway, 'status')));
    }
  }

  /** `sofia::gateway_state`; null when nothing changed for us. */
  take(event: EslEvent): GatewayState | null {
    const name = event.getHeader('Gateway');
    if (!name) return null;
    const up = isUp(event.getHeader('State') ?? '', event.getHeader('Ping-Status') ?? '');
    if (this.#up.get(name) === up) return null;
    this.#up.set(name, up);
    return this.#stateOf(name);
  }

  /** One leg more or less on a gateway; null when it is none of ours. */
  use(name: string | null, change: 1 | -1): GatewayState | null {
    if (name === null || !this.#up.has(name)) return null;
    this.#inUse.set(name, Math.max(0, (this.#inUse.get(name) ?? 0) + change));
    return this.#stateOf(name);
  }

  #stateOf(name: string): GatewayState {
    return { name, up: this.#up.get(name) ?? false, channelsInUse: this.#inUse.get(name) ?? 0 };
  }
}

function isUp(state: string, status: string): boolean {
  return !status.startsWith('DOWN') && USABLE.has(state);
}

function tag(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.trim() ?? '';
}
