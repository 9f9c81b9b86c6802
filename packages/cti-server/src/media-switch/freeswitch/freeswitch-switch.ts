import { CallweaveError, type LegId } from '@callweave/cti-core';
import type { MediaSwitch, SwitchFact, SwitchOrder } from '../media-switch.port.js';
import { isMove, type MoveOrder, movedBy, moveSteps } from './bridging.js';
import type { EslEvent } from './esl-event.js';
import { type AppPurpose, type Fact, FactTranslator } from './facts.js';
import { defaultTimings, type FreeSwitchOptions, type SwitchLog } from './freeswitch-options.js';
import { Joinings } from './joinings.js';
import { type LinkPair, SwitchLink } from './link.js';
import { Music } from './music.js';
import { MESSAGE_VARIABLE, type OrderContext, type OrderStep } from './order-steps.js';
import { messageOverStep, recordingsStep, stepsOf } from './orders.js';
import { Partings } from './partings.js';
import { readSnapshot } from './resync.js';
import { SETTLING_MS, Settling } from './settling.js';
import { spyOverStep } from './spying.js';
import { isMissingChannel, refusal, StepRunner } from './step-runner.js';

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
  'MEDIA_BUG_START',
  'RECORD_START',
  'RECORD_STOP',
  'BACKGROUND_JOB',
  'CUSTOM sofia::register sofia::unregister sofia::expire sofia::gateway_state conference::maintenance',
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
    codecs: () => facts.codecs,
    picturesOfLeg: (legId) => facts.leg(legId),
    recordingsOf: (legId) => facts.recordingsOf(legId),
    isAnswered: (legId) => facts.leg(legId)?.answered ?? false,
    joinedTo: (legId) => facts.leg(legId)?.joinedTo ?? null,
    holds: (legId) => facts.leg(legId)?.held ?? false,
    roomOf: (legId) => facts.leg(legId)?.room ?? null,
    spiesOn: (legId) => facts.leg(legId)?.spiesOn ?? null,
    markedWith: (legId) => facts.leg(legId)?.marked ?? new Set(),
  };
  /** Legs that were just joined, and legs that were just held or retrieved. */
  const bridges = new Settling(options.clock);
  const holds = new Settling(options.clock);
  const music = new Music(options.clock);
  const partings = new Partings(options.clock);
  const joinings = new Joinings(options.clock);
  let listener: (fact: SwitchFact) => void = () => {};
  let up: LinkPair | null = null;
  /** Set while the picture is taken. */
  let syncing: { readonly pair: LinkPair; readonly waiting: EslEvent[] } | null = null;
  let coreId: string | null = null;
  /** Ordered legs that are to be hung up as soon as their channel exists. */
  const unwanted = new Set<LegId>();

  const runner = new StepRunner({ clock: options.clock, commandMs: timings.commandMs, pair: () => up });
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
        ...(facts.codecs.pictures.length > 0 ? { video: true } : {}),
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
    if (event.type === 'CHANNEL_PARK' || event.type === 'CHANNEL_HANGUP_COMPLETE')
      partings.over(event.getHeader('Unique-ID') as LegId);
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
    if (leg.held) free(partner, legId);
    // Music that was ordered a moment ago begins only now.
    options.clock.after(SETTLING_MS, () => free(partner, legId));
  }

  function free(legId: LegId, fromLegId: LegId): void {
    if (!up || facts.leg(legId)?.joinedTo !== fromLegId) return;
    inPassing(
      { is: 'api', command: `uuid_break ${legId} all` },
      'the music of a leg without a partner could not be stopped',
    );
  }

  /** What no order waits for. */
  function inPassing(step: OrderStep, orElse: string): void {
    runner.run(step).catch((error: unknown) => log.debug({ step: step.is, err: error }, orElse));
  }

  function tell(news: readonly Fact[]): void {
    const at = options.clock.now();
    for (const fact of news) {
      if (fact.fact === 'legs.joined') {
        joinings.over(fact.legId, fact.otherLegId);
        bridges.begin(fact.legId, fact.otherLegId);
        music.over(fact.legId, fact.otherLegId);
      }
      if (fact.fact === 'leg.ended' || fact.fact === 'leg.failed' || fact.fact === 'leg.conferred') {
        joinings.over(fact.legId);
        music.over(fact.legId);
      }
      if (fact.fact === 'spy.ended')
        inPassing(spyOverStep(fact.legId), 'the end of spying could not be noted');
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
    runner
      .run({ is: 'api', command: `uuid_kill ${legId} ORIGINATOR_CANCEL` })
      .catch((error: unknown) =>
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
      inPassing(step, 'the recordings of a leg could not be noted');
    }
  }

  async function execute(order: SwitchOrder): Promise<void> {
    if (order.do === 'switch.play-music' && music.playsTo(order.legId)) return;
    await settled(order);
    if (isMove(order)) return move(order);
    const steps = stepsOf(order, context);
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

  /** What was told before has taken effect, so that the order cannot overtake it. */
  async function settled(order: SwitchOrder): Promise<void> {
    if (order.do === 'switch.hold') await bridges.over(order.legId);
    if (order.do === 'switch.hold' || order.do === 'switch.retrieve' || order.do === 'switch.hang-up')
      await holds.over(order.legId);
    if (order.do === 'switch.hold' || order.do === 'switch.hang-up') await joinings.of(order.legId);
    if (!isMove(order)) return;
    for (const legId of movedBy(order)) {
      await joinings.of(legId);
      await bridges.over(legId);
      await holds.over(legId);
      const partner = facts.leg(legId)?.joinedTo;
      if (partner) await holds.over(partner);
    }
  }

  /**
   * Who goes elsewhere is parted from his partner before, and both stand parked: in the next bridge he would look to the
   * partner, who looks a little later, as if they were together still, and speak to him.
   */
  async function leave(order: MoveOrder): Promise<void> {
    if (order.do === 'switch.part') return;
    const moved = movedBy(order);
    for (const legId of moved) {
      const partner = context.joinedTo(legId);
      if (partner !== null && !moved.includes(partner)) {
        facts.passes(legId);
        const parted = Promise.all([partings.of(legId), partings.of(partner)]);
        try {
          for (const step of moveSteps({ do: 'switch.part', legId }, context)) await runner.run(step);
        } catch (error) {
          // The partner has just hung up, or the leg itself; then what follows is refused.
          if (!isMissingChannel(error)) throw error;
        }
        await parted;
      }
      for (const left of facts.leftBy(legId)) await partings.of(left);
    }
  }

  async function move(order: MoveOrder): Promise<void> {
    try {
      await leave(order);
      const steps = stepsOf(order, context);
      // What plays on top of spying, or below it, ends with it.
      if (order.do === 'switch.part' && context.spiesOn(order.legId) !== null) music.over(order.legId);
      if (order.do !== 'switch.part') for (const legId of movedBy(order)) facts.spiesNoMore(legId);
      for (const step of steps) await runner.run(step);
      if (order.do === 'switch.join') joinings.begin(order.legId, order.otherLegId);
    } catch (error) {
      tell(movedBy(order).flatMap((legId) => facts.strands(legId)));
      throw error;
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
        if (order.do === 'switch.spy') facts.spies(order.legId, order.onLegId);
        try {
          return await runner.run(step);
        } catch (error) {
          facts.appRefused(step.appId);
          if (order.do === 'switch.play-music') music.over(order.legId);
          if (order.do === 'switch.spy') facts.spiesNoMore(order.legId);
          throw error;
        }
      }
      default:
        return order.do === 'switch.hang-up' ? hangUp(order.legId, step) : runner.run(step);
    }
  }

  async function originate(
    order: SwitchOrder & { do: 'switch.create-leg' },
    step: OrderStep & { is: 'originate' },
  ): Promise<void> {
    runner.available();
    const gateway = order.target.kind === 'gateway' ? order.target.gateway : null;
    const marked = new Set(
      Object.keys(order.mark.facts)
        .map((name) => `cw_${name}`)
        .concat('cw_call_id'),
    );
    tell(facts.ordered(order.legId, step.jobId, gateway, marked));
    try {
      await runner.run(step);
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
      await runner.run(step);
    } catch (error) {
      if (!leg || leg.seen || !isMissingChannel(error)) throw error;
      unwanted.add(legId);
    }
  }

  /** The dialplan moves a caller on to its fallback unless somebody takes the call over; now somebody has. */
  async function cancelFallback(legId: LegId): Promise<void> {
    try {
      await runner.run({ is: 'api', command: `sched_del ${legId}` });
    } catch (error) {
      if (!(error instanceof CallweaveError) || error.code !== 'switch.refused') throw error;
      log.debug({ legId }, 'no fallback was planned for the leg');
    }
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
