import type { BrowserContext, Page } from 'playwright-core';

/** The TV-shopping desk as an agent uses it. */
export class DeskPage {
  /** What the page wrote to its console as errors. */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  static async open(browser: BrowserContext, url: string): Promise<DeskPage> {
    const page = await browser.newPage();
    const desk = new DeskPage(page);
    await page.addInitScript(listenToSpeakers);
    await page.goto(url);
    return desk;
  }

  async logIn(account: string, password: string): Promise<void> {
    await this.page.getByTestId('login-account').fill(account);
    await this.page.getByTestId('login-password').fill(password);
    await this.page.getByTestId('login-submit').click();
  }

  click(testId: string): Promise<void> {
    return this.page.getByTestId(testId).click();
  }

  /** Waits until the agent bar shows a state. */
  async inState(state: string, deadlineMs = 20_000): Promise<void> {
    await this.page
      .locator(`[data-testid="agent-state"][data-state="${state}"]`)
      .waitFor({ timeout: deadlineMs });
  }

  /** From whatever state the agent is in to ready, the way he would do it himself. */
  async becomeReady(): Promise<void> {
    const bar = this.page.getByTestId('agent-state');
    const way: Record<string, string> = {
      aux: 'btn-ready',
      'wrap-up': 'btn-finish-wrapup',
      ringing: 'btn-reject',
      talking: 'btn-hangup',
      holding: 'btn-hangup',
    };
    for (let step = 0; step < 5; step += 1) {
      await bar.waitFor();
      const state = (await bar.getAttribute('data-state')) ?? '';
      if (state === 'ready') return;
      const button = way[state];
      if (button !== undefined) await this.click(button);
      await this.page.locator(`[data-testid="agent-state"]:not([data-state="${state}"])`).waitFor();
    }
    throw new Error('the agent does not become ready');
  }

  async inPhase(phase: string, deadlineMs = 20_000): Promise<void> {
    await this.page
      .locator(`[data-testid="call-phase"][data-phase="${phase}"]`)
      .waitFor({ timeout: deadlineMs });
  }

  async text(testId: string): Promise<string> {
    return (await this.page.getByTestId(testId).first().textContent()) ?? '';
  }

  /** Waits until the loudest tone in what the page plays is this one (± 15 Hz). */
  async hears(hertz: number, deadlineMs = 15_000): Promise<void> {
    try {
      await this.page.waitForFunction((wanted) => Math.abs(window.loudestHertz?.() - wanted) < 15, hertz, {
        timeout: deadlineMs,
        polling: 100,
      });
    } catch (cause) {
      const heard = await this.page.evaluate(() => window.loudestHertz?.());
      throw new Error(`the page plays ${heard} Hz, not ${hertz} Hz`, { cause });
    }
  }

  /**
   * Waits until the page plays each of these tones at once. A browser's noise suppression takes a steady tone for noise and makes it
   * some 20 dB softer within ten seconds; what nobody says is 47 dB below the loudest.
   */
  async hearsAll(...hertz: readonly number[]): Promise<void> {
    try {
      await this.page.waitForFunction(
        (wanted) => wanted.every((each) => window.decibelsOf?.(each) > -30),
        hertz,
        { timeout: 15_000, polling: 100 },
      );
    } catch (cause) {
      const heard = await this.page.evaluate(
        (wanted) => wanted.map((each) => `${each} Hz at ${window.decibelsOf?.(each)} dB`),
        hertz,
      );
      throw new Error(`the page plays ${heard.join(', ')}`, { cause });
    }
  }
}

declare global {
  interface Window {
    /** How loud the page plays a tone (± 15 Hz), in decibels below the loudest of all; -Infinity when it plays nothing. */
    decibelsOf: (hertz: number) => number;
    /** Frequency of the loudest tone the page plays, in hertz; 0 when it plays nothing. */
    loudestHertz: () => number;
  }
}

/** Taps every media element's stream, the way a person hears the page: whatever the SDK does inside. */
function listenToSpeakers(): void {
  let analyser: AnalyserNode | null = null;
  let context: AudioContext | null = null;
  const described = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  if (described?.set === undefined || described.get === undefined) return;
  const { set, get } = described;
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    configurable: true,
    get,
    set(this: HTMLMediaElement, stream: MediaStream | null) {
      set.call(this, stream);
      // Pictures are shown without their sound.
      if (stream === null || this.muted) return;
      const tap = (): void => {
        if (stream.getAudioTracks().length === 0) return;
        context ??= new AudioContext();
        void context.resume();
        analyser = context.createAnalyser();
        analyser.fftSize = 8192;
        context.createMediaStreamSource(stream).connect(analyser);
      };
      tap();
      stream.addEventListener('addtrack', tap);
    },
  });
  const spectrum = () => {
    if (analyser === null || context === null) return null;
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    let best = 1;
    for (let at = 1; at < bins.length; at += 1) if ((bins[at] as number) > (bins[best] as number)) best = at;
    if ((bins[best] as number) < -70) return null;
    return { bins, best, hertzOfBin: context.sampleRate / analyser.fftSize };
  };
  window.loudestHertz = () => {
    const heard = spectrum();
    return heard === null ? 0 : heard.best * heard.hertzOfBin;
  };
  window.decibelsOf = (hertz) => {
    const heard = spectrum();
    if (heard === null) return Number.NEGATIVE_INFINITY;
    const { bins, best, hertzOfBin } = heard;
    const near = bins.slice(Math.floor((hertz - 15) / hertzOfBin), Math.ceil((hertz + 15) / hertzOfBin) + 1);
    return Math.max(...near) - (bins[best] as number);
  };
}
