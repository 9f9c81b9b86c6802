import { CallweaveError, type Clock, type LegId } from '@callweave/cti-core';
import type { MediaSwitch, SwitchOrder } from '../media-switch/media-switch.port.js';

/** Orders waiting for one leg; a leg that gathers more has a switch that no longer answers. */
const LANE_LIMIT = 200;

interface Lane {
  tail: Promise<void>;
  length: number;
}

/**
 * Keeps the orders of one leg in the order they were given — the next is sent when the one before was accepted or
 * refused — while different legs do not wait for each other. Each order settles within `timeoutMs`.
 */
export function createOrderLanes(parts: {
  readonly mediaSwitch: Pick<MediaSwitch, 'execute'>;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly onFailed: (order: SwitchOrder, error: CallweaveError) => void;
}) {
  const lanes = new Map<LegId, Lane>();

  function send(order: SwitchOrder): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = parts.clock.after(parts.timeoutMs, () =>
        reject(new CallweaveError('request.timed-out', `The switch did not accept ${order.do} in time`)),
      );
      const settle = (then: () => void) => {
        cancel();
        then();
      };
      try {
        parts.mediaSwitch.execute(order).then(
          () => settle(resolve),
          (error: unknown) => settle(() => reject(error)),
        );
      } catch (error) {
        settle(() => reject(error));
      }
    });
  }

  return {
    execute(order: SwitchOrder): void {
      const legIds = order.do === 'switch.join' ? [order.legId, order.otherLegId] : [order.legId];
      const before = legIds.flatMap((legId) => lanes.get(legId) ?? []);
      if (before.some((lane) => lane.length >= LANE_LIMIT)) {
        parts.onFailed(
          order,
          new CallweaveError('switch.unavailable', 'Too many orders wait for this leg', {
            details: { legId: order.legId, waiting: LANE_LIMIT },
          }),
        );
        return;
      }
      const accepted =
        before.length === 0
          ? send(order)
          : Promise.all(before.map((lane) => lane.tail)).then(() => send(order));
      const tail = accepted
        .catch((error: unknown) => parts.onFailed(order, asCallweaveError(error)))
        .then(() => {
          for (const legId of legIds) {
            const lane = lanes.get(legId);
            if (lane && --lane.length === 0) lanes.delete(legId);
          }
        });
      for (const legId of legIds) {
        const lane = lanes.get(legId);
        lanes.set(legId, { tail, length: (lane?.length ?? 0) + 1 });
      }
    },
    /** Legs with orders on their way. */
    get busyLegs(): number {
      return lanes.size;
    },
  };
}

function asCallweaveError(error: unknown): CallweaveError {
  if (error instanceof CallweaveError) return error;
  return new CallweaveError('switch.refused', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
