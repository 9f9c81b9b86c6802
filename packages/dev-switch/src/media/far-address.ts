export interface Address {
  readonly address: string;
  readonly port: number;
}

/** While sound flows from an address that nobody named, another such address does not take its place. */
const HELD_MS = 1_000;

/**
 * Where a far end's sound comes from and goes to (symmetric RTP, RFC 4961). The address that it signalled is always its own. Until sound comes
 * from there – behind a NAT it never does – it is where packets come from.
 */
export class FarAddress {
  #signalled: Address | null = null;
  #current: Address | null = null;
  #heardAtMs = Number.NEGATIVE_INFINITY;

  /** As its signalling names it. */
  get signalled(): Address | null {
    return this.#signalled;
  }

  /** Where to send to; null while nothing is known. */
  get current(): Address | null {
    return this.#current;
  }

  /** It signalled this address; the same once more changes nothing. */
  signal(named: Address): void {
    if (isSame(named, this.#signalled)) return;
    this.#signalled = named;
    this.#current = named;
    this.#heardAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Whether a packet is the far end's. Late packets of somebody else's call, to a port that was theirs, are not. */
  takes(from: Address, nowMs: number): boolean {
    const isHeld = nowMs - this.#heardAtMs < HELD_MS;
    if (!isSame(from, this.#current)) {
      if (isHeld && !isSame(from, this.#signalled)) return false;
      this.#current = { address: from.address, port: from.port };
    }
    this.#heardAtMs = nowMs;
    return true;
  }
}

const isSame = (one: Address, other: Address | null): boolean =>
  other !== null && one.address === other.address && one.port === other.port;
