// Watches a page's softphone from outside, the same for every one: its WebSocket, its peer connection, its sound.

/** A sine of the far end has many times of it; digital silence none. */
const AUDIBLE = 0.005;
const LOOK_EVERY_MS = 2;
const GIVE_UP_MS = 8_000;

let times = null;
let stopListening = () => {};

const context = new AudioContext();
const PlainWebSocket = window.WebSocket;
const PlainPeerConnection = window.RTCPeerConnection;

window.WebSocket = class extends PlainWebSocket {
  constructor(...all) {
    super(...all);
    this.addEventListener('message', ({ data }) => {
      if (typeof data === 'string' && data.startsWith('INVITE ') && times !== null)
        times.invited ??= performance.now();
    });
  }

  send(data) {
    super.send(data);
    if (typeof data !== 'string' || times === null) return;
    if (data.startsWith('SIP/2.0 200') && /^CSeq: \d+ INVITE/m.test(data))
      times.answered ??= performance.now();
  }
};

window.RTCPeerConnection = class extends PlainPeerConnection {
  constructor(...all) {
    super(...all);
    this.addEventListener('track', ({ track }) => listenTo(new MediaStream([track])));
    this.addEventListener('connectionstatechange', () => {
      if (this.connectionState === 'connected' && times !== null) times.connected ??= performance.now();
    });
  }
};

function listenTo(stream) {
  stopListening();
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    if (times === null || times.heard !== undefined || !samples.some((sample) => Math.abs(sample) > AUDIBLE))
      return;
    times.heard = performance.now();
  }, LOOK_EVERY_MS);
  stopListening = () => {
    clearInterval(timer);
    source.disconnect();
    stopListening = () => {};
  };
}

/**
 * What the bench calls in a page.
 * @param {{ register: (credentials: object) => Promise<void>, onRinging: (listener: (answer: () => Promise<unknown>) => void) => void }} phone
 */
export function serveBench({ register, onRinging }) {
  let ringMs = 0;
  onRinging((answer) => {
    const taken = () => {
      times.clicked = performance.now();
      answer().catch((error) => console.error(`not answered: ${error.message}`));
    };
    if (ringMs === 0) taken();
    else setTimeout(taken, ringMs);
  });
  window.bench = {
    register,
    /** Takes the next call after `ms`; call `times` for what was measured. */
    expect: async (ms) => {
      await context.resume();
      ringMs = ms;
      times = {};
    },
    /** Resolves with the milliseconds of the page's clock at which things happened. */
    times: async () => {
      const until = performance.now() + GIVE_UP_MS;
      while (times.heard === undefined || times.answered === undefined) {
        if (performance.now() > until)
          throw new Error(`no sound after ${GIVE_UP_MS} ms: ${JSON.stringify(times)}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      stopListening();
      return times;
    },
  };
}
