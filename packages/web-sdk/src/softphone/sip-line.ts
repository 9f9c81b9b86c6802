import { CallweaveError, type Clock, type SoftphoneCredentials } from '@callweave/cti-core';
import {
  type Invitation,
  Registerer,
  RegistererState,
  type SessionDescriptionHandlerFactory,
  type Transport,
  UserAgent,
  type UserAgentOptions,
} from 'sip.js';

/** The switch forgets us that long after the last refresh; the page's end shows earlier, by the closed WebSocket. */
const EXPIRES_S = 120;
const REFRESH_PERCENT = 75;
/** An answer to REGISTER takes a few milliseconds; SIP's own deadline is 32 s (RFC 3261, timer F). */
const REGISTER_MS = 5_000;
const CONNECT_S = 5;

export interface SipLineListener {
  invited(invitation: Invitation): void;
  /** The registration is gone; comes once after each successful {@link SipLine.connect}. */
  lost(error: CallweaveError): void;
}

export type TransportConstructor = NonNullable<UserAgentOptions['transportConstructor']>;

export interface SipLineParts {
  readonly credentials: SoftphoneCredentials;
  readonly mediaFactory: SessionDescriptionHandlerFactory;
  readonly listener: SipLineListener;
  readonly clock: Clock;
  /** Another way than WebSocket, for tests. */
  readonly transportConstructor?: TransportConstructor | undefined;
}

/** One user agent and its registration; calls live as long as it does, its connection may come and go. */
export class SipLine {
  readonly #agent: UserAgent;
  readonly #registerer: Registerer;
  readonly #listener: SipLineListener;
  readonly #clock: Clock;
  #up = false;
  #stopped = false;

  /** @throws {CallweaveError} `softphone.registration-failed` for credentials that make no address */
  constructor(parts: SipLineParts) {
    const { credentials, listener, clock } = parts;
    this.#listener = listener;
    this.#clock = clock;
    const uri = UserAgent.makeURI(credentials.uri);
    if (uri === undefined) throw registrationFailed(`"${credentials.uri}" is no SIP address.`);
    try {
      this.#agent = new UserAgent({
        uri,
        authorizationUsername: credentials.authorizationUser,
        authorizationPassword: credentials.password,
        transportOptions: { server: credentials.server, connectionTimeout: CONNECT_S, traceSip: false },
        ...(parts.transportConstructor === undefined
          ? {}
          : { transportConstructor: parts.transportConstructor }),
        sessionDescriptionHandlerFactory: parts.mediaFactory,
        // Ours, with back-off.
        reconnectionAttempts: 0,
        // A closed tab does not hang up, and so do we.
        gracefulShutdown: false,
        logBuiltinEnabled: false,
        delegate: {
          onInvite: (invitation) => listener.invited(invitation),
          onDisconnect: (error) => {
            if (error !== undefined) this.#lose(connectionLost(error));
          },
        },
      });
      this.#registerer = new Registerer(this.#agent, {
        expires: EXPIRES_S,
        refreshFrequency: REFRESH_PERCENT,
        logConfiguration: false,
      });
    } catch (error) {
      throw registrationFailed('The softphone credentials cannot be used.', error);
    }
    this.#registerer.stateChange.addListener((state) => {
      // A refresh that was refused, or whose answer never came.
      if (state === RegistererState.Unregistered) this.#lose(registrationFailed('The registration ended.'));
    });
  }

  get connected(): boolean {
    return this.#up;
  }

  logger(category: string): ReturnType<UserAgent['getLogger']> {
    return this.#agent.getLogger(category);
  }

  /** Connects and registers, or registers anew. @throws {CallweaveError} `softphone.registration-failed`, `connection.*` */
  async connect(): Promise<void> {
    try {
      // start() only fails when it runs already; then the transport alone is to be opened.
      await (this.#agent.isConnected() ? undefined : this.#open());
    } catch (error) {
      throw new CallweaveError('connection.refused', 'The switch cannot be reached.', { cause: error });
    }
    await this.#register();
    if (this.#stopped) throw new CallweaveError('connection.closed', 'The softphone is stopped.');
    this.#up = true;
  }

  /** Lets the connection go; the dialogs stay for a later {@link connect}. */
  async disconnect(): Promise<void> {
    this.#up = false;
    await this.#agent.transport.disconnect().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#up = false;
    const { transport } = this.#agent;
    await this.#agent.stop().catch(() => undefined);
    await (transport as Transport).disconnect().catch(() => undefined);
  }

  #open(): Promise<void> {
    return this.#agent.state === 'Started' ? this.#agent.reconnect() : this.#agent.start();
  }

  #register(): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(REGISTER_MS, () =>
        reject(registrationFailed(`The switch did not answer in ${REGISTER_MS} ms.`)),
      );
      this.#registerer
        .register({
          requestDelegate: {
            onAccept: () => {
              cancel();
              resolve();
            },
            onReject: ({ message }) => {
              cancel();
              const { statusCode = 0, reasonPhrase = '' } = message;
              reject(
                registrationFailed(
                  `The switch refused: ${statusCode} ${reasonPhrase}`,
                  undefined,
                  statusCode,
                ),
              );
            },
          },
        })
        .catch((error: unknown) => {
          cancel();
          reject(registrationFailed('The registration could not be sent.', error));
        });
    });
  }

  #lose(error: CallweaveError): void {
    if (!this.#up || this.#stopped) return;
    this.#up = false;
    this.#listener.lost(error);
  }
}

function registrationFailed(message: string, cause?: unknown, status?: number): CallweaveError {
  return new CallweaveError('softphone.registration-failed', message, {
    ...(cause === undefined ? {} : { cause }),
    ...(status === undefined ? {} : { details: { status } }),
  });
}

function connectionLost(cause: Error): CallweaveError {
  return new CallweaveError('connection.lost', 'The connection to the switch broke.', { cause });
}
