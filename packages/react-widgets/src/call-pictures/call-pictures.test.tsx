import type { AgentCall } from '@callweave/web-sdk';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import '../styles.css';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AgentBar } from '../agent-bar/agent-bar.js';
import { CallPanel } from '../call-panel/call-panel.js';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aCall, anAgent, FakeSession } from '../testing/fake-session.js';

afterEach(cleanup);

/** A camera of one colour. */
function aStream(colour = 'teal'): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 240;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.fillStyle = colour;
  context.fillRect(0, 0, 320, 240);
  return canvas.captureStream(10);
}

/** As of a leg that was answered without. */
function anEndedStream(): MediaStream {
  const stream = aStream();
  for (const track of stream.getTracks()) track.stop();
  return stream;
}

/** He talks with a customer who is seen, and is seen himself unless he answered without. */
function seeing(facts: Partial<Omit<AgentCall, 'can'>> = {}, own = aStream('olive')): FakeSession {
  const call = aCall({ phase: 'talking', video: true, local: 'connected', offer: null, ...facts });
  const agent = anAgent({ state: 'talking', auxReason: null, callId: call.callId });
  const session = new FakeSession({ agent, calls: [call], activeCall: call, video: true });
  session.media = { remote: aStream(), local: own };
  return session;
}

function draw(session: FakeSession, locale: 'zh-CN' | 'en' = 'en') {
  return render(
    <CallweaveProvider session={session} locale={locale}>
      <AgentBar />
      <CallPanel />
    </CallweaveProvider>,
  );
}

const shownAt = (testId: string) => screen.getByTestId<HTMLVideoElement>(testId).srcObject;

describe('the pictures of a call (VOX-4)', () => {
  test('both are seen, and named for who does not see them', async () => {
    const session = seeing();
    const { container } = draw(session);
    expect(shownAt('picture-remote')).toBe(session.media?.remote);
    expect(shownAt('picture-own')).toBe(session.media?.local);
    await vi.waitFor(() =>
      expect(screen.getByTestId<HTMLVideoElement>('picture-remote').videoWidth).toBe(320),
    );
    expect(screen.getByLabelText('Picture of 李秀英')).toBe(screen.getByTestId('picture-remote'));
    expect(screen.getByTestId<HTMLVideoElement>('picture-own').muted).toBe(true);
    const { violations } = await axe.run(container);
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  test('a call with sound alone, and one at a telephone beside the page, take no room', () => {
    draw(seeing({ video: undefined } as never));
    expect(screen.queryByTestId('call-pictures')).toBeNull();
    cleanup();
    draw(seeing({ local: 'none' }));
    expect(screen.queryByTestId('call-pictures')).toBeNull();
  });

  test('answering moves nothing: there is as much room while it rings, and when he answers without', () => {
    const heightOf = (session: FakeSession) => {
      draw(session);
      const { height } = screen.getByTestId('call-pictures').getBoundingClientRect();
      cleanup();
      return height;
    };
    const ringing = heightOf(seeing({ phase: 'offered', local: 'ringing' }));
    const without = seeing();
    without.media = { remote: anEndedStream(), local: new MediaStream() };
    expect(ringing).toBeGreaterThan(200);
    expect([heightOf(seeing()), heightOf(without)]).toEqual([ringing, ringing]);
  });

  test('on hold nobody is shown', () => {
    draw(seeing({ heldSince: 1 }), 'zh-CN');
    expect(screen.queryByTestId('picture-remote')).toBeNull();
    expect(screen.getByText('保持中：双方都看不到画面')).toBeTruthy();
  });

  test('his camera is turned off and on where he sees himself', async () => {
    const session = seeing();
    draw(session);
    await userEvent.click(screen.getByRole('button', { name: 'Turn camera off' }));
    await userEvent.click(screen.getByRole('button', { name: 'Turn camera on' }));
    expect(session.asked).toEqual(['camera-off', 'camera-on']);
  });

  test('a page that shows them elsewhere has a bar without', () => {
    render(
      <CallweaveProvider session={seeing()} locale="en">
        <AgentBar pictures={false} />
      </CallweaveProvider>,
    );
    expect(screen.queryByTestId('call-pictures')).toBeNull();
  });
});

describe('a video call that rings (VOX-4)', () => {
  const ringing = (facts: Parameters<typeof aCall>[0]) => {
    const call = aCall({ can: { answer: true, reject: true }, local: 'ringing', ...facts });
    const agent = anAgent({ state: 'ringing', auxReason: null });
    return new FakeSession({ agent, calls: [call], activeCall: call });
  };

  test('is answered without the camera, or with it, also by keys', async () => {
    const session = ringing({ video: true });
    draw(session);
    await userEvent.click(screen.getByTestId('btn-answer'));
    await userEvent.click(screen.getByRole('button', { name: 'With video' }));
    await userEvent.keyboard('{Alt>}v{/Alt}');
    expect(session.asked).toEqual(['answer call-1', 'answer call-1 with video', 'answer call-1 with video']);
  });

  test('at a telephone beside the page, or with sound alone, it has no such button', () => {
    draw(ringing({ video: true, local: 'none' }));
    expect(screen.queryByTestId('btn-answer-video')).toBeNull();
    cleanup();
    draw(ringing({}));
    expect(screen.queryByTestId('btn-answer-video')).toBeNull();
  });
});

describe('calling with pictures (VOX-4)', () => {
  const idle = (facts: ConstructorParameters<typeof FakeSession>[0] = {}) =>
    new FakeSession({ agent: anAgent({ can: { ...anAgent().can, makeCall: true } }), video: true, ...facts });

  test('stands beside calling, where the switch carries them', async () => {
    const session = idle();
    draw(session);
    await userEvent.type(screen.getByTestId('dial-number'), '1003');
    await userEvent.click(screen.getByRole('button', { name: 'Video call' }));
    expect(session.asked).toContain('call 1003 with video');
  });

  test('is not there where it carries none, nor beside a call with sound alone', () => {
    draw(idle({ video: false }));
    expect(screen.queryByTestId('btn-dial-video')).toBeNull();
    cleanup();
    const call = aCall({ phase: 'talking', offer: null, local: 'connected' });
    const agent = anAgent({ state: 'talking', auxReason: null, can: { ...anAgent().can, makeCall: true } });
    draw(idle({ agent, calls: [call], activeCall: call }));
    expect(screen.queryByTestId('btn-dial-video')).toBeNull();
  });
});
