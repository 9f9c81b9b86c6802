import { DialError, type Endpoint, type EndpointEvent } from '../../endpoint.js';
import { Pacer } from '../../media/pacer.js';
import { createSipStack } from '../sip-stack.js';
import type { SipStack, SipStackOptions } from '../sip-stack.types.js';

export interface StackUnderTest {
  readonly stack: SipStack;
  readonly internal: number;
  readonly external: number;
  /** Inbound calls, with what they told, oldest first. */
  readonly inbound: { readonly endpoint: Endpoint; readonly events: EndpointEvent[] }[];
  /** The next inbound call that nobody has asked for yet. */
  nextInbound(): Promise<{ readonly endpoint: Endpoint; readonly events: EndpointEvent[] }>;
  stop(): Promise<void>;
}

/** A SIP side on free ports, with account 1001 (password `secret`) and nobody behind it. */
export async function startStack(options: Partial<SipStackOptions> = {}): Promise<StackUnderTest> {
  const pacer = new Pacer();
  pacer.start();
  const stack = createSipStack({
    pacer,
    domain: 'test.example',
    internalPort: 0,
    wsPort: 0,
    externalPort: 0,
    password: (user) => (user === '1001' ? 'secret' : null),
    ...options,
  });
  const inbound: StackUnderTest['inbound'] = [];
  const waiting: ((call: StackUnderTest['inbound'][number]) => void)[] = [];
  let given = 0;
  stack.onInbound = (endpoint) => {
    const call = { endpoint, events: follow(endpoint) };
    inbound.push(call);
    const waiter = waiting.shift();
    if (waiter === undefined) return;
    given += 1;
    waiter(call);
  };
  await stack.start();
  return {
    stack,
    internal: stack.addresses.internal?.port ?? 0,
    external: stack.addresses.external?.port ?? 0,
    inbound,
    nextInbound: () => {
      const known = inbound[given];
      if (known === undefined) return new Promise((resolve) => waiting.push(resolve));
      given += 1;
      return Promise.resolve(known);
    },
    stop: async () => {
      await stack.stop();
      pacer.stop();
    },
  };
}

export function follow(endpoint: Endpoint): EndpointEvent[] {
  const events: EndpointEvent[] = [];
  endpoint.onEvent = (event) => events.push(event);
  return events;
}

/** The next event of a kind; it may have come already. */
export function event<Kind extends EndpointEvent['event']>(
  events: EndpointEvent[],
  endpoint: Endpoint,
  kind: Kind,
): Promise<Extract<EndpointEvent, { event: Kind }>> {
  type Wanted = Extract<EndpointEvent, { event: Kind }>;
  const known = events.find((each) => each.event === kind);
  if (known !== undefined) return Promise.resolve(known as Wanted);
  return new Promise((resolve) => {
    const before = endpoint.onEvent;
    endpoint.onEvent = (told) => {
      before(told);
      if (told.event === kind) resolve(told as Wanted);
    };
  });
}

export function causeOfDial(dial: () => unknown): string {
  try {
    dial();
  } catch (error) {
    if (error instanceof DialError) return error.hangupCause;
    throw error;
  }
  return 'dialled';
}
