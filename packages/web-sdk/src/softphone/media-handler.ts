import type { Core, SessionDescriptionHandlerModifier } from 'sip.js';
import { SessionDescriptionHandler } from 'sip.js/lib/platform/web/session-description-handler/session-description-handler.js';
import type { SessionDescriptionHandlerOptions } from 'sip.js/lib/platform/web/session-description-handler/session-description-handler-options.js';

export interface MediaHandlerSettings {
  readonly openMicrophone: () => Promise<MediaStream>;
  readonly iceServers: readonly RTCIceServer[];
}

/** With candidates of this machine alone: how long to wait for more after the first one. */
const GRACE_MS = 20;
/** With STUN or TURN servers: a silent one must not hold the answer up (5 s in browsers). */
const GATHERING_MS = 1_000;

/**
 * The sound of one leg. It can be {@link prepare}d while the leg rings — microphone open, offer read, candidates
 * gathered — so that answering only has to send what is ready.
 */
export class MediaHandler extends SessionDescriptionHandler {
  readonly #openMicrophone: () => Promise<MediaStream>;
  /** Opened beforehand; the base class takes it from here instead of opening one. */
  readonly #opened: { stream: MediaStream | null };
  readonly #hasIceServers: boolean;
  #prepared: { readonly offer: string; readonly done: Promise<void> } | null = null;
  #closed = false;

  constructor(logger: Core.Logger, settings: MediaHandlerSettings) {
    const opened: { stream: MediaStream | null } = { stream: null };
    super(
      logger,
      () => (opened.stream === null ? settings.openMicrophone() : Promise.resolve(opened.stream)),
      {
        peerConnectionConfiguration: {
          iceServers: [...settings.iceServers],
          // max-bundle rejects FreeSWITCH's offers.
          bundlePolicy: 'balanced',
          // Gathers before there is a local description: the answer finds its candidates waiting.
          iceCandidatePoolSize: 1,
        },
      },
    );
    this.#openMicrophone = settings.openMicrophone;
    this.#opened = opened;
    this.#hasIceServers = settings.iceServers.length > 0;
  }

  /**
   * Does of an offer what needs no answer; later calls join the first. Stops short of the local description, as ICE
   * checks would begin then and give up before a long ringing ends.
   * @throws what `openMicrophone` rejects with; it may be called again then
   */
  prepare(offer: string): Promise<void> {
    if (this.#prepared === null) {
      const done = this.#prepare(offer);
      this.#prepared = { offer, done };
      done.catch(() => {
        this.#prepared = null;
      });
    }
    return this.#prepared.done;
  }

  async #prepare(offer: string): Promise<void> {
    // First, as the base class cannot be asked again once this has failed in it.
    this.#opened.stream ??= await this.#openMicrophone();
    if (this.#closed) {
      for (const track of this.#opened.stream.getTracks()) track.stop();
      return;
    }
    await super.setDescription(offer, {}, []);
  }

  override close(): void {
    this.#closed = true;
    super.close();
  }

  override setDescription(
    sdp: string,
    options?: SessionDescriptionHandlerOptions,
    modifiers?: SessionDescriptionHandlerModifier[],
  ): Promise<void> {
    const prepared = this.#prepared;
    if (prepared !== null && prepared.offer === sdp && this.peerConnection?.signalingState !== 'stable') {
      return prepared.done;
    }
    return super.setDescription(sdp, options, modifiers);
  }

  /** Whether the far end's present offer has pictures. */
  get isOfferedVideo(): boolean {
    return this.#videoTransceivers().length > 0;
  }

  /** Sends the camera's pictures with the answer that comes next. */
  async addCamera(stream: MediaStream): Promise<void> {
    if (this.#closed) for (const track of stream.getTracks()) track.stop();
    else await this.setLocalMediaStream(stream);
  }

  /** Answers with sound alone: nobody would look at the far end's pictures. */
  refuseVideo(): void {
    for (const transceiver of this.#videoTransceivers()) transceiver.stop();
  }

  /** Sends another microphone's sound from now on, without asking the switch. */
  async replaceInput(stream: MediaStream): Promise<void> {
    const enabled = this.#audioSender()?.track?.enabled ?? true;
    for (const track of stream.getAudioTracks()) track.enabled = enabled;
    await this.setLocalMediaStream(stream);
  }

  setMuted(muted: boolean): void {
    const track = this.#audioSender()?.track;
    if (track) track.enabled = !muted;
  }

  setCamera(on: boolean): void {
    for (const { track } of this.#cameraSenders()) if (track) track.enabled = on;
  }

  /**
   * Sends a whole picture next. Whoever has just been joined with it asks for one by himself; FreeSWITCH passes that on within
   * 4 s only while a leg is young, as it counts its first RTCP packets.
   */
  async renewPictures(): Promise<void> {
    for (const sender of this.#cameraSenders()) {
      const parameters = sender.getParameters();
      const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
      // Browsers that do not know the option take the rest for what it is: no change.
      await sender.setParameters(parameters, { encodingOptions } as RTCSetParameterOptions);
    }
  }

  /** The way to send keys within the sound; null when the far end did not agree to it. */
  get dtmf(): RTCDTMFSender | null {
    const sender = this.#audioSender()?.dtmf;
    return sender?.canInsertDTMF ? sender : null;
  }

  #videoTransceivers(): RTCRtpTransceiver[] {
    const all = this.peerConnection?.getTransceivers() ?? [];
    return all.filter(
      ({ receiver, currentDirection }) => receiver.track.kind === 'video' && currentDirection !== 'stopped',
    );
  }

  #cameraSenders(): RTCRtpSender[] {
    return (this.peerConnection?.getSenders() ?? []).filter(({ track }) => track?.kind === 'video');
  }

  #audioSender(): RTCRtpSender | undefined {
    return this.peerConnection?.getSenders().find((sender) => sender.track?.kind === 'audio');
  }

  /**
   * SIP carries all candidates at once, but waiting for the last one is what makes answering slow (RFC 8445 has the
   * browser's checks reveal any path left out).
   */
  protected override waitForIceGatheringComplete(restart = false): Promise<void> {
    const pc = this.peerConnection;
    if (pc === undefined) return Promise.reject(new Error('Peer connection closed.'));
    if (!restart && pc.iceGatheringState === 'complete') return Promise.resolve();
    return new Promise((resolve) => {
      let grace: ReturnType<typeof setTimeout> | undefined;
      const done = (): void => {
        clearTimeout(deadline);
        clearTimeout(grace);
        pc.removeEventListener('icecandidate', onCandidate);
        resolve();
      };
      const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent): void => {
        const enough = candidate?.type === (this.#hasIceServers ? 'relay' : 'host');
        if (candidate === null) done();
        else if (enough) grace ??= setTimeout(done, GRACE_MS);
      };
      const deadline = setTimeout(done, GATHERING_MS);
      pc.addEventListener('icecandidate', onCandidate);
    });
  }
}
