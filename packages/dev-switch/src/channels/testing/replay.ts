import { runCommand } from '../commands/index.js';
import { executeOrder } from '../private-event.js';
import { type Capture, type CapturedCommand, readCapture } from './capture.js';
import type { FarEnd } from './fake-endpoints.js';
import { SwitchUnderTest } from './switch-under-test.js';

interface Deed {
  readonly at: number;
  run(): void;
}

export interface Replayed {
  readonly capture: Capture;
  readonly under: SwitchUnderTest;
  /** The capture's channel ids, as this run named them. */
  readonly ids: ReadonlyMap<string, string>;
  readonly replies: readonly { readonly command: CapturedCommand; readonly reply: string }[];
}

/** Gives a capture's commands to this switch at the capture's times, with far ends that do what the capture's did. */
export async function replay(name: string, hangUpAt?: number): Promise<Replayed> {
  const capture = readCapture(name);
  const under = new SwitchUnderTest();
  const ids = new Map<string, string>();
  const replies: { command: CapturedCommand; reply: string }[] = [];
  const translate = (text: string): string => {
    let out = text;
    for (const [theirs, ours] of ids) out = out.replaceAll(theirs, ours);
    return out;
  };
  under.endpoints.farEnd = (url) => farEndOf(capture, url, [...ids.keys()]);
  under.core.bus.listen((event) =>
    matchOutbound(capture, ids, event.name, String(event.header('Unique-ID'))),
  );

  const deeds: Deed[] = [...arrivals(capture, under, ids, hangUpAt)];
  for (const command of capture.commands) {
    if (command.at === undefined) continue;
    deeds.push({ at: startOf(capture, command), run: () => perform(command) });
  }
  const perform = (command: CapturedCommand): void => {
    if (command.execute !== undefined) {
      const uuid = translate(command.uuid ?? '');
      const order = { ...executeOrder(command.execute, command.arg ?? ''), eventLock: false };
      replies.push({ command, reply: under.core.find(uuid)?.orders.add(order) ? '+OK' : '-ERR' });
      return;
    }
    const text = translate(command.api ?? command.bgapi ?? '');
    const [verb = '', ...rest] = text.split(' ');
    void runCommand(under.core, verb, rest.join(' ')).then((reply) => replies.push({ command, reply }));
  };
  let now = 0;
  for (const deed of deeds.sort((a, b) => a.at - b.at)) {
    await under.clock.advance(deed.at - now);
    now = deed.at;
    deed.run();
  }
  await under.clock.advance(30_000);
  return { capture, under, ids, replies };
}

/** Calls from outside, and the customer's own BYE where the capture has one. */
function arrivals(
  capture: Capture,
  under: SwitchUnderTest,
  ids: Map<string, string>,
  hangUpAt?: number,
): Deed[] {
  const deeds: Deed[] = [];
  for (const { at, event } of capture.events) {
    if (event['Event-Name'] !== 'CHANNEL_CREATE' || event['Call-Direction'] !== 'inbound') continue;
    deeds.push({
      at,
      run() {
        const endpoint = under.endpoints.arrive();
        ids.set(String(event['Unique-ID']), under.core.sessions().at(-1)?.uuid ?? '');
        if (hangUpAt === undefined) return;
        under.clock.after(hangUpAt - at, () =>
          endpoint.onEvent({ event: 'hung-up', cause: 'NORMAL_CLEARING', sipTerm: 'BYE' }),
        );
      },
    });
  }
  return deeds;
}

/** A job's time in the capture is its end; it began when its leg did. */
function startOf(capture: Capture, command: CapturedCommand): number {
  if (command.bgapi === undefined) return command.at;
  const uuid = /origination_uuid=([^,}]+)/.exec(command.bgapi)?.[1];
  if (uuid !== undefined) {
    const first = capture.events.find(({ event }) => event['Unique-ID'] === uuid);
    if (first !== undefined) return first.at;
  }
  const before = capture.commands.findLast((each) => each.at < command.at);
  return Math.min((before?.at ?? 0) + 1, command.at);
}

/** Reads from the capture what the leg that comes next did. */
function farEndOf(capture: Capture, url: string, known: readonly string[]): FarEnd {
  const job = capture.events.find(
    ({ event }) => event['Event-Name'] === 'BACKGROUND_JOB' && String(event['Job-Command-Arg']).includes(url),
  );
  const outgoing = capture.events.find(
    ({ event }) => event['Event-Name'] === 'CHANNEL_OUTGOING' && !known.includes(String(event['Unique-ID'])),
  );
  const failure = /^-ERR (\w+)/.exec(String(job?.event._body ?? ''))?.[1];
  if (outgoing === undefined || (failure !== undefined && url.startsWith('user/'))) {
    return { does: 'fail-to-dial', cause: failure ?? 'UNALLOCATED_NUMBER' };
  }
  const own = capture.events.filter(({ event }) => event['Unique-ID'] === outgoing.event['Unique-ID']);
  const after = (eventName: string): number | null => {
    const found = own.find(({ event }) => event['Event-Name'] === eventName);
    return found === undefined ? null : found.at - outgoing.at;
  };
  const refusal = own.find(({ event }) => event.variable_sip_hangup_disposition === 'recv_refuse')?.event;
  if (refusal !== undefined) {
    return {
      does: 'refuse',
      afterMs: after('CHANNEL_HANGUP') ?? 20,
      sipStatus: Number(refusal.variable_sip_term_status),
      cause: String(refusal['Hangup-Cause']),
    };
  }
  const ringMs = after('CHANNEL_PROGRESS') ?? 20;
  const answerMs = after('CHANNEL_ANSWER');
  return answerMs === null ? { does: 'ring', ringMs } : { does: 'answer', ringMs, answerMs };
}

/** Legs that were given no id meet in the order they were made. */
function matchOutbound(capture: Capture, ids: Map<string, string>, name: string, uuid: string): void {
  if (name !== 'CHANNEL_OUTGOING' && !(name === 'CHANNEL_DESTROY' && ![...ids.values()].includes(uuid)))
    return;
  const next = capture.events.find(
    ({ event }) => event['Event-Name'] === name && !ids.has(String(event['Unique-ID'])),
  );
  if (next !== undefined) ids.set(String(next.event['Unique-ID']), uuid);
}
