import { CallweaveError, type LegId } from '@callweave/cti-core';
import type { MediaSwitch, SwitchFact, SwitchOrder } from '../media-switch.port.js';
import type { EslEvent } from './esl-event.js';
import { type AppPurpose, type Fact, FactTranslator } from './facts.js';
import { defaultTimings, type FreeSwitchOptions, type SwitchLog } from './freeswitch-options.js';
import { type LinkPair, SwitchLink } from './link.js';
import { Music } from './music.js';
import {
  MESSAGE_VARIABLE,
  messageOverStep,
  type OrderContext,
  type OrderStep,
  recordingsStep,
  stepsOf,
} from './orders.js';
import { readSnapshot } from './resync.js';
import { SETTLING_MS, Settling } from './settling.js';

/** What `events` is subscribed to. CUSTOM comes last: every word after it is a subclass. */
const EVENTS = [
  'CHANNEL_CREATE',
  'CHANNEL_PROGRESS',
  'CHANNEL_PROGRESS_MEDIA',
  'CHANNEL_ANSWER',
  'CHANNEL_PARK',
  'CHANNEL_BRIDGE',
  'CHANNEL_HOLD',
  'CHANNEL_UNHOLD',
  'DTMF',
  'CHANNEL_EXECUTE_COMPLETE',
  'CHANNEL_HANGUP_COMPLETE',
  'RECORD_START',
  'RECORD_STOP',
  'BACKGROUND_JOB',
  'CUSTOM sofia::register sofia::unregister sofia::expire sofia::gateway_state',
].join(' ');
/** Events that may wait while the picture is taken; with more of them we start over. */
const MOST_BUFFERED = 50_000;

const silent: SwitchLog = { error() {}, warn() {}, info() {}, debug() {} };

/**
 * A {@link MediaSwitch} on FreeSWITCH's event socket. After every connect, and so after every break, `switch.up`
 * tells all legs that carry a mark or wait in the park; a leg that is missing there has ended meanwhile. The events
 * that came while that picture was taken follow it, those only that it does not show yet.
 */
export function createFreeSwitch(options: FreeSwitchOptions): MediaSwitch {
  const timings = { ...defaultTimings, ...options.timings };
  const log = options.log ?? silent;
  const facts = new FactTranslator(options.recordingsPath);
  const context: OrderContext = {
    ...options,
    mediaTimeoutMs: timings.mediaTimeoutMs,
    recordingsOf: (legId) => facts.recordingsOf(legId),
    joinedTo: (legId) => facts.leg(legId)?.joinedTo ?? null,
    markedWith: (legId) => facts.leg(legId)?.marked ?? new Set(),
  };
  /** Legs that were just joined, and legs that were just held or retrieved. */
  const bridges = new Settling(options.clock);
  const holds = new Settling(options.clock);
  const music = new Music(options.clock);
  let listener: (fact: SwitchFact) => void = () => {};
  let up: LinkPair | null = null;
  /** Set while the picture is taken. */
  let syncing: { readonly pair: LinkPair; readonly waiting: EslEvent[] } | null = null;
  let coreId: string | null = null;
  /** Ordered legs that are to be hung up as soon as their channel exists. */
  const unwanted = new Set<LegId>();

  const link = new SwitchLink(
    { ...options, timings, log },
    {
      connected: (pair) => resync(pair),
      event: (event) => (syncing ? keep(event) : take(event)),
      broken(reason) {
        syncing = null;
        if (up) tell([{ fact: 'switch.down', reason }]);
        up = null;
      },
    },
  );

  async function resync(pair: LinkPair): Promise<void> {
    const waiting: EslEvent[] = [];
    syncing = { pair, waiting };
    const subscribed = await pair.events.request(`event json ${EVENTS}`);
    const reply = subscribed.getHeader('Reply-Text') ?? '';
    if (!reply.startsWith('+OK')) throw refusal('the subscription to events', reply);
    const snapshot = await readSnapshot(pair.commands, options.clock);
    for (const legId of facts.unseen) unwanted.add(legId);
    facts.reset(snapshot);
    music.allOver();
    for (const { legId } of snapshot.legs) unwanted.delete(legId);
    const restarted = coreId !== null && snapshot.coreId !== null && coreId !== snapshot.coreId;
    coreId = snapshot.coreId ?? coreId;
    if (restarted) unwanted.clear();
    up = pair;
    tell([
      {
        fact: 'switch.up',
        legs: snapshot.legs,
        extensions: facts.extensions,
        gateways: facts.gateways,
        restarted,
      },
    ]);
    syncing = null;
    for (const event of waiting) {
      const seen = snapshot.seenAt.get(event.getHeader('Unique-ID') ?? '');
      if (seen === undefined || Number(event.getHeader('Event-Sequence') ?? Number.POSITIVE_INFINITY) > seen)
        take(event);
    }
  }

  function keep(event: EslEvent): void {
    if (!syncing) return;
    if (syncing.waiting.length >= MOST_BUFFERED) {
      syncing.pair.events.destroy('too many events while the switch was looked at');
    } else syncing.waiting.push(event);
  }

  function take(event: EslEvent): void {
    if (!up) return;
    if (event.type === 'CHANNEL_CREATE' && unwanted.size > 0) hangUpUnwanted(event);
    if (event.type === 'CHANNEL_HANGUP_COMPLETE') freePartner(event.getHeader('Unique-ID') as LegId);
    tell(facts.take(event));
    if (event.type === 'CHANNEL_EXECUTE_COMPLETE') music.ended(event.getHeader('Application-UUID'));
    if (event.type === 'RECORD_STOP') rememberRecordings(event);
    if (event.getHeader('Application-Response') === 'FILE NOT FOUND') missingSound(event);
  }

  /** To the call it is a sound that has ended at once; to the site it is silence where words should be. */
  function missingSound(event: EslEvent): void {
    const sound = event.getHeader('Application-Data');
    log.error(
      { legId: event.getHeader('Unique-ID'), sound },
      'the switch has no such sound: check its folder',
    );
  }

  /** A leg that hears music does not see its partner leave: the music would play for ever. */
  function freePartner(legId: LegId): void {
    const leg = facts.leg(legId);
    const partner = leg?.joinedTo;
    if (!leg || !partner) return;
    const free = (): void => {
      if (!up || facts.leg(partner)?.joinedTo !== legId) return;
      run({ is: 'api', command: `uuid_break ${partner} all` }).catch((error: unknown) =>
        log.debug(
          { legId: partner, err: error },
          'the music of a leg without a partner could not be stopped',
        ),
      );
    };
    if (leg.held) free();
    // Music that was ordered a moment ago begins only now.
    options.clock.after(SETTLING_MS, free);
  }

  function tell(news: readonly Fact[]): void {
    const at = options.clock.now();
    for (const fact of news) {
      if (fact.fact === 'legs.joined') {
        bridges.begin(fact.legId, fact.otherLegId);
        music.over(fact.legId, fact.otherLegId);
      }
      if (fact.fact === 'leg.ended' || fact.fact === 'leg.failed') music.over(fact.legId);
      try {
        listener({ ...fact, at } as SwitchFact);
      } catch (fault) {
        log.error({ err: fault, fact: fact.fact }, 'the listener of the switch failed');
      }
    }
  }

  function hangUpUnwanted(event: EslEvent): void {
    const legId = event.getHeader('Unique-ID') as LegId;
    if (!unwanted.delete(legId)) return;
    run({ is: 'api', command: `uuid_kill ${legId} ORIGINATOR_CANCEL` }).catch((error: unknown) =>
      log.warn({ legId, err: error }, 'a leg that nobody wants could not be hung up'),
    );
  }

  /** The channel says which recordings run; one that stopped with its channel needs no telling. */
  function rememberRecordings(event: EslEvent): void {
    const legId = event.getHeader('Unique-ID') as LegId;
    if (!facts.leg(legId) || event.getHeader('Answer-State') === 'hangup') return;
    const message = event.getHeader(`variable_${MESSAGE_VARIABLE}`) ?? '';
    const isOver = message !== '' && event.getHeader('Record-File-Path')?.endsWith(`/${message}`) === true;
    for (const step of [
      recordingsStep(legId, facts.recordingsOf(legId)),
      ...(isOver ? [messageOverStep(legId)] : []),
    ]) {
      run(step).catch((error: unknown) =>
        log.debug({ legId, err: error }, 'the recordings of a leg could not be noted'),
      );
    }
  }

  async function execute(order: SwitchOrder): Promise<void> {
    if (order.do === 'switch.play-music' && music.playsTo(order.legId)) return;
    const steps = stepsOf(order, context);
    if (order.do === 'switch.hold') await bridges.over(order.legId);
    if (order.do === 'switch.hold' || order.do === 'switch.retrieve' || order.do === 'switch.hang-up')
      await holds.over(order.legId);
    const carryAllOut = async (): Promise<void> => {
      for (const step of steps) await carryOut(order, step);
    };
    if (order.do === 'switch.stop-playing') await music.stop(order.legId, carryAllOut);
    else await carryAllOut();
    if (order.do === 'switch.hold' || order.do === 'switch.retrieve') {
      holds.begin(order.legId);
      tell(facts.held(order.legId, order.do === 'switch.hold'));
    }
    if (order.do === 'switch.mark') {
      const leg = facts.leg(order.legId);
      const first = leg?.marked.size === 0;
      if (leg)
        leg.marked = new Set(
          Object.keys(order.mark.facts)
            .map((name) => `cw_${name}`)
            .concat('cw_call_id'),
        );
      if (first && leg?.origin === 'arrived') await cancelFallback(order.legId);
    }
  }

  async function carryOut(order: SwitchOrder, step: OrderStep): Promise<void> {
    switch (step.is) {
      case 'originate':
        return originate(order as SwitchOrder & { do: 'switch.create-leg' }, step);
      case 'app': {
        const purpose = purposeOf(order);
        if (purpose) facts.appStarts(step.appId, purpose);
        if (order.do === 'switch.play-music') music.begins(order.legId, step.appId);
        try {
          return await run(step);
        } catch (error) {
          facts.appRefused(step.appId);
          if (order.do === 'switch.play-music') music.over(order.legId);
          throw error;
        }
      }
      default:
        return order.do === 'switch.hang-up' ? hangUp(order.legId, step) : run(step);
    }
  }

  async function originate(
    order: SwitchOrder & { do: 'switch.create-leg' },
    step: OrderStep & { is: 'originate' },
  ): Promise<void> {
    available();
    const gateway = order.target.kind === 'gateway' ? order.target.gateway : null;
    const marked = new Set(
      Object.keys(order.mark.facts)
        .map((name) => `cw_${name}`)
        .concat('cw_call_id'),
    );
    tell(facts.ordered(order.legId, step.jobId, gateway, marked));
    try {
      await run(step);
    } catch (error) {
      tell(facts.notOrdered(order.legId, step.jobId));
      throw error;
    }
  }

  /** A leg whose channel is still being made cannot be found yet: it is hung up when it is there. */
  async function hangUp(legId: LegId, step: OrderStep): Promise<void> {
    const leg = facts.leg(legId);
    if (leg) leg.killed = true;
    try {
      await run(step);
    } catch (error) {
      if (!leg || leg.seen || !isMissingChannel(error)) throw error;
      unwanted.add(legId);
    }
  }

  /** The dialplan moves a caller on to its fallback unless somebody takes the call over; now somebody has. */
  async function cancelFallback(legId: LegId): Promise<void> {
    try {
      await run({ is: 'api', command: `sched_del ${legId}` });
    } catch (error) {
      if (!(error instanceof CallweaveError) || error.code !== 'switch.refused') throw error;
      log.debug({ legId }, 'no fallback was planned for the leg');
    }
  }

  async function run(step: OrderStep): Promise<void> {
    const { events, commands } = available();
    switch (step.is) {
      case 'api':
        return accepted(step.command, await commands.call(step.command));
      case 'job':
        return accepted(step.command, await withDeadline(events.job(step.command), step.command));
      case 'originate': {
        const reply = await events.request(`bgapi ${step.command}`, { 'Job-UUID': step.jobId });
        return accepted('originate', reply.getHeader('Reply-Text') ?? '');
      }
      case 'app': {
        const reply = await events.request(`sendmsg ${step.legId}`, {
          'call-command': 'execute',
          'execute-app-name': step.app,
          ...(step.arg === '' ? {} : { 'execute-app-arg': step.arg }),
          ...(step.loops === undefined ? {} : { loops: String(step.loops) }),
          'Event-UUID': step.appId,
        });
        return accepted(step.app, reply.getHeader('Reply-Text') ?? '');
      }
    }
  }

  function available(): LinkPair {
    if (up && up.events.closed === null && up.commands.closed === null) return up;
    throw new CallweaveError('switch.unavailable', 'The media switch is not connected');
  }

  function withDeadline(job: Promise<string>, command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const cancel = options.clock.after(timings.commandMs, () =>
        reject(
          new CallweaveError('request.timed-out', `The switch did not finish '${command.split(' ')[0]}'`),
        ),
      );
      job.then(resolve, reject).finally(cancel);
    });
  }

  return {
    start: () => link.start(),
    stop() {
      listener = () => {};
      return link.stop();
    },
    onFact(next) {
      listener = next;
    },
    execute,
  };
}

function purposeOf(order: SwitchOrder): AppPurpose | null {
  const { legId } = order;
  if (order.do === 'switch.play') return { is: 'play', legId, tag: order.tag };
  if (order.do === 'switch.collect')
    return { is: 'collect', legId, tag: order.tag, minDigits: order.minDigits };
  return null;
}

/** @throws {CallweaveError} `switch.refused` unless the switch said `+OK` */
function accepted(what: string, reply: string): void {
  if (!reply.startsWith('+OK')) throw refusal(`'${what.split(' ', 1)[0]}'`, reply);
}

function refusal(what: string, reply: string): CallweaveError {
  const words = reply.trim().slice(0, 200);
  return new CallweaveError('switch.refused', `The switch refused ${what}: ${words}`, {
    details: { reply: words },
  });
}

function isMissingChannel(error: unknown): boolean {
  return (
    error instanceof CallweaveError && String(error.details['reply'] ?? '').startsWith('-ERR No such channel')
  );
}
