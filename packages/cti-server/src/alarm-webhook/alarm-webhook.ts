import { createHmac } from 'node:crypto';
import type { Clock } from '@callweave/cti-core';
import type { JournalEntry, Runner } from '../kernel/index.js';
import { type AlarmDelivery, deliveryOf } from '../storage/alarm-deliveries.js';

/** Where alarms are sent, and the secret that their signature is made with. */
export interface WebhookSettings {
  readonly url: string;
  readonly secret: string;
}

/** The few words of a logger that are needed here; pino fits. */
interface Log {
  error(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface AlarmWebhookParts {
  readonly settings: WebhookSettings;
  readonly runner: Pick<Runner, 'onEvents'>;
  /** Who numbers the events, whose numbers name the deliveries. */
  readonly owner: string;
  /** Those that an earlier run left, oldest first. */
  readonly left: readonly AlarmDelivery[];
  /** Where they are kept until they are done: each is written there with its event. */
  readonly deliveries: { done(deliveryId: string): Promise<void> };
  readonly clock: Clock;
  readonly log: Log;
}

interface Waiting {
  readonly delivery: AlarmDelivery;
  readonly tries: number;
}

/** Waiting deliveries; of more, the oldest that is not on its way is given up. */
const LIMIT = 1_000;
const TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Twelve tries take about seven minutes. */
const TRIES = 12;
/** Answers by which a receiver says that it may take it later. */
const LATER = new Set([408, 425, 429]);

/** `sha256=` and the HMAC-SHA256 of `TIMESTAMP.BODY`, in hex. */
export function signatureOf(secret: string, timestamp: number, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/**
 * Sends every alarm that is raised or cleared to one address, in order, one at a time: `POST` of `{deliveryId, event, at, alarm}`. What is not
 * taken is sent again, ever later; what is refused, or not taken in twelve tries, is given up and stands in the log. What waits when the server
 * dies is sent by the next one, with its tries anew. Returns its end, which lets the delivery on its way come to its end.
 */
export function openAlarmWebhook({
  settings,
  runner,
  owner,
  left,
  deliveries,
  clock,
  log,
}: AlarmWebhookParts): () => Promise<void> {
  const waiting: Waiting[] = [];
  let sending: Promise<void> | null = null;
  let noted: Promise<void> = Promise.resolve();
  let cancelRetry: () => void = () => undefined;
  let stopped = false;

  for (const delivery of left) accept(delivery);
  const unsubscribe = runner.onEvents((entries: readonly JournalEntry[]) => {
    for (const entry of entries) {
      const delivery = deliveryOf(owner, entry);
      if (delivery) accept(delivery);
    }
  });

  function accept(delivery: AlarmDelivery): void {
    // The first is on its way.
    const surplus = waiting.length >= LIMIT ? waiting.splice(1, 1)[0] : undefined;
    if (surplus) giveUp(surplus, 'too many wait');
    waiting.push({ delivery, tries: 0 });
    if (waiting.length === 1) sendFirst();
  }

  function sendFirst(): void {
    const [first] = waiting;
    if (!first || stopped) return;
    sending = send(first).finally(() => {
      sending = null;
    });
  }

  async function send(first: Waiting): Promise<void> {
    const { delivery, tries } = first;
    const outcome = await post(delivery);
    if (outcome !== 'taken' && outcome.again && tries + 1 < TRIES) {
      waiting[0] = { delivery, tries: tries + 1 };
      const delayMs = Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS);
      log.warn(
        { deliveryId: delivery.deliveryId, reason: outcome.reason, delayMs },
        'an alarm was not taken by the web hook; it is sent again',
      );
      if (!stopped) cancelRetry = clock.after(delayMs, sendFirst);
      return;
    }
    if (outcome === 'taken') forget(delivery);
    else giveUp(first, outcome.reason);
    waiting.shift();
    // Behind the promise of this one, so that there is one at a time.
    if (waiting.length > 0) queueMicrotask(() => queueMicrotask(sendFirst));
  }

  async function post(delivery: AlarmDelivery): Promise<'taken' | { again: boolean; reason: string }> {
    const { deliveryId, event, at, alarm } = delivery;
    const body = JSON.stringify({ deliveryId, event, at, alarm });
    const timestamp = clock.now();
    const controller = new AbortController();
    const cancel = clock.after(TIMEOUT_MS, () => controller.abort());
    try {
      const answer = await fetch(settings.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'x-callweave-delivery': deliveryId,
          'x-callweave-timestamp': String(timestamp),
          'x-callweave-signature': signatureOf(settings.secret, timestamp, body),
        },
        body,
        signal: controller.signal,
      });
      await answer.body?.cancel();
      if (answer.ok) return 'taken';
      return { again: answer.status >= 500 || LATER.has(answer.status), reason: `HTTP ${answer.status}` };
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
      return { again: true, reason: controller.signal.aborted ? `no answer in ${TIMEOUT_MS} ms` : code };
    } finally {
      cancel();
    }
  }

  function giveUp({ delivery, tries }: Waiting, reason: string): void {
    const { deliveryId, alarm } = delivery;
    log.error(
      { deliveryId, ...alarm, tries: tries + 1, reason },
      'an alarm was not delivered, and is given up',
    );
    forget(delivery);
  }

  function forget({ deliveryId }: AlarmDelivery): void {
    noted = noted
      .then(() => deliveries.done(deliveryId))
      .catch((error: unknown) => {
        log.warn(
          { deliveryId, reason: error },
          'the database did not note that an alarm is done; the next run sends it again',
        );
      });
  }

  return async () => {
    stopped = true;
    unsubscribe();
    cancelRetry();
    await sending;
    await noted;
  };
}
