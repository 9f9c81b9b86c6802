import { CallweaveError, type Clock } from '@callweave/cti-core';
import type { EslConnection } from './esl-connection.js';
import type { LinkPair } from './link.js';
import type { ApiStep, OrderStep } from './order-steps.js';

export interface StepRunnerOptions {
  readonly clock: Clock;
  /** How long a background job may take, in milliseconds. */
  readonly commandMs: number;
  /** The connections, or null while there are none. */
  readonly pair: () => LinkPair | null;
}

/** Tells the switch one step after the other and says whether it took it. */
export class StepRunner {
  readonly #options: StepRunnerOptions;

  constructor(options: StepRunnerOptions) {
    this.#options = options;
  }

  /** @throws {CallweaveError} `switch.unavailable` */
  available(): LinkPair {
    const pair = this.#options.pair();
    if (pair && pair.events.closed === null && pair.commands.closed === null) return pair;
    throw new CallweaveError('switch.unavailable', 'The media switch is not connected');
  }

  /** @throws {CallweaveError} `switch.unavailable`, `switch.refused`, `request.timed-out` */
  async run(step: OrderStep): Promise<void> {
    const { events, commands } = this.available();
    switch (step.is) {
      case 'api':
        return runApi(commands, step);
      case 'job':
        return accepted(step.command, await this.#withDeadline(events.job(step.command), step.command));
      case 'originate': {
        const reply = await events.request(`bgapi ${step.command}`, { 'Job-UUID': step.jobId });
        return accepted('originate', reply.getHeader('Reply-Text') ?? '');
      }
      case 'app':
        return runApp(events, step);
      case 'at-once': {
        // Applications are told on the connection that their events come by, and so is what belongs to them.
        const connection = step.steps.every((one) => one.is === 'api') ? commands : events;
        const told = connection.atOnce(() =>
          step.steps.map((one) => (one.is === 'api' ? runApi(connection, one) : runApp(connection, one))),
        );
        await Promise.all(told);
        return;
      }
      case 'event': {
        const reply = await events.request('sendevent COMMAND', { 'Unique-ID': step.legId, ...step.headers });
        return accepted('sendevent', reply.getHeader('Reply-Text') ?? '');
      }
    }
  }

  #withDeadline(job: Promise<string>, command: string): Promise<string> {
    const { clock, commandMs } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = clock.after(commandMs, () =>
        reject(
          new CallweaveError('request.timed-out', `The switch did not finish '${command.split(' ')[0]}'`),
        ),
      );
      job.then(resolve, reject).finally(cancel);
    });
  }
}

async function runApi(connection: EslConnection, step: ApiStep): Promise<void> {
  const reply = await connection.call(step.command);
  if (!step.ifPossible) accepted(step.command, reply);
}

async function runApp(connection: EslConnection, step: Extract<OrderStep, { is: 'app' }>): Promise<void> {
  const reply = await connection.request(`sendmsg ${step.legId}`, {
    'call-command': 'execute',
    'execute-app-name': step.app,
    ...(step.arg === '' ? {} : { 'execute-app-arg': step.arg }),
    ...(step.loops === undefined ? {} : { loops: String(step.loops) }),
    'Event-UUID': step.appId,
  });
  accepted(step.app, reply.getHeader('Reply-Text') ?? '');
}

/** @throws {CallweaveError} `switch.refused` unless the switch said `+OK` */
function accepted(what: string, reply: string): void {
  if (!reply.startsWith('+OK')) throw refusal(`'${what.split(' ', 1)[0]}'`, reply);
}

/** `switch.refused` with the words of the switch. */
export function refusal(what: string, reply: string): CallweaveError {
  const words = reply.trim().slice(0, 200);
  return new CallweaveError('switch.refused', `The switch refused ${what}: ${words}`, {
    details: { reply: words },
  });
}

/** Whether the switch refused because there is no such leg. */
export function isMissingChannel(error: unknown): boolean {
  return (
    error instanceof CallweaveError && String(error.details['reply'] ?? '').startsWith('-ERR No such channel')
  );
}
