import { CallweaveError } from '@callweave/cti-core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aCall, anAgent, FakeSession } from '../testing/fake-session.js';
import { withTag } from './disposition.core.js';
import { Disposition } from './disposition.js';

const CODES = [
  { code: 'sold', name: 'Sold' },
  { code: 'later', name: 'Calls again' },
];

const talking = (changes: Parameters<typeof aCall>[0] = {}) =>
  aCall({ phase: 'talking', offer: null, answeredAt: 1, can: { annotate: true }, ...changes });

function draw(call = talking()) {
  const session = new FakeSession({ agent: anAgent({ state: 'talking' }), calls: [call], activeCall: call });
  render(
    <CallweaveProvider session={session} locale="en">
      <Disposition codes={CODES} tagSuggestions={['vip']} />
    </CallweaveProvider>,
  );
  return session;
}

const note = () => screen.getByTestId('note') as HTMLTextAreaElement;

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

describe('disposition panel (AGT-2)', () => {
  test('one code is chosen, and a second click takes it back', async () => {
    const session = draw(talking({ disposition: 'sold' }));
    await userEvent.click(screen.getByText('Calls again'));
    await userEvent.click(screen.getByText('Sold'));
    expect(session.asked).toEqual(['disposition later', 'disposition null']);
  });

  test('tags are added by Enter or a comma, and taken away', async () => {
    const session = draw(talking({ tags: ['vip'] }));
    await userEvent.type(screen.getByTestId('tag-input'), 'gift{Enter}late,');
    await userEvent.click(screen.getByRole('button', { name: 'Remove tag: vip' }));
    expect(session.asked).toEqual(['tags vip|gift', 'tags vip|late', 'tags ']);
  });

  test('a tag that is there already, an empty one and the twenty-first change nothing', () => {
    const full = Array.from({ length: 20 }, (_, index) => `t${index}`);
    expect(withTag(['a'], ' a ')).toEqual(['a']);
    expect(withTag(['a'], '  ')).toEqual(['a']);
    expect(withTag(full, 'more')).toBe(full);
  });

  test('a note is saved by Ctrl+Enter, and the field is free for the next', async () => {
    const session = draw();
    await userEvent.type(note(), 'Wants two pans{Control>}{Enter}{/Control}');
    expect(session.asked).toEqual(['note call-1 Wants two pans']);
    await expect.poll(() => note().value).toBe('');
  });

  test('a refused note stays in the field', async () => {
    const session = draw();
    session.refusal = new CallweaveError('connection.lost', 'Lost.');
    await userEvent.type(note(), 'Two pans');
    await userEvent.click(screen.getByTestId('btn-save-note'));
    expect((await screen.findByRole('alert')).textContent).toContain('connection');
    expect(note().value).toBe('Two pans');
  });
});

describe('typed text is never lost by a call event (AGT-2, WEB-2)', () => {
  test('it stays when the call ends, and when he consults about it', async () => {
    const session = draw();
    await userEvent.type(note(), 'Half a');
    const consult = talking({ callId: 'call-2' as never, consultOf: 'call-1' as never });
    session.show({ calls: [talking({ heldSince: 1 }), consult], activeCall: consult });
    expect(note().value).toBe('Half a');
    const ended = talking({ phase: 'ended' });
    session.show({ calls: [ended], activeCall: ended });
    expect(note().value).toBe('Half a');
  });

  test('each of two calls has its own draft', async () => {
    const session = draw();
    await userEvent.type(note(), 'first');
    const second = talking({ callId: 'call-2' as never });
    session.show({ calls: [talking({ heldSince: 1 }), second], activeCall: second });
    await expect.poll(() => note().value).toBe('');
    await userEvent.type(note(), 'second');
    const first = talking();
    session.show({ calls: [first, second], activeCall: first });
    await expect.poll(() => note().value).toBe('first');
  });

  test('when a wrap-up ends by its limit, what was typed is saved by itself', async () => {
    const session = draw(talking({ phase: 'ended' }));
    await userEvent.type(note(), 'Calls on Monday');
    session.show({ calls: [], activeCall: null });
    await expect.poll(() => session.asked).toEqual(['note call-1 Calls on Monday']);
    expect(screen.queryByTestId('left-behind')).toBeNull();
  });

  test('and when that fails, it is shown until somebody has read it', async () => {
    const session = draw(talking({ phase: 'ended' }));
    await userEvent.type(note(), 'Calls on Monday');
    session.refusal = new CallweaveError('call.unknown', 'There is no such call.');
    session.show({ calls: [], activeCall: null });
    const left = await screen.findByTestId('left-behind');
    expect(left.textContent).toContain('The note on 李秀英 is not saved.');
    expect(left.textContent).toContain('Calls on Monday');
    await userEvent.click(screen.getByText('Discard'));
    expect(screen.queryByTestId('left-behind')).toBeNull();
  });

  test('a tag half typed goes to the call it was typed for', async () => {
    const session = draw();
    await userEvent.type(screen.getByTestId('tag-input'), 'gift');
    const second = talking({ callId: 'call-2' as never });
    session.show({ calls: [talking({ heldSince: 1 }), second], activeCall: second });
    await expect.poll(() => session.asked).toEqual(['tags gift']);
  });
});

describe('a page that is loaded anew in the middle of a note (AGT-8)', () => {
  const typed = async (text: string) => {
    draw();
    await userEvent.type(note(), text);
    cleanup();
  };

  test('it is in the field again, and forgotten once it is saved', async () => {
    await typed('Wants two pans');
    const again = draw();
    expect(note().value).toBe('Wants two pans');
    await userEvent.click(screen.getByTestId('btn-save-note'));
    await expect.poll(() => note().value).toBe('');
    expect(again.asked).toEqual(['note call-1 Wants two pans']);
    cleanup();
    draw();
    expect(note().value).toBe('');
  });

  test('its wrap-up was over meanwhile: it is saved by itself, and forgotten', async () => {
    await typed('Wants two pans');
    const session = new FakeSession({ calls: [], activeCall: null });
    render(
      <CallweaveProvider session={session} locale="en">
        <Disposition codes={CODES} />
      </CallweaveProvider>,
    );
    await expect.poll(() => session.asked).toEqual(['note call-1 Wants two pans']);
    await expect.poll(() => sessionStorage.length).toBe(0);
  });

  test('another agent at the same browser does not get to see it', async () => {
    await typed('Wants two pans');
    const call = talking();
    const other = anAgent({ agentId: '1002' as never, state: 'talking' });
    const session = new FakeSession({ agent: other, calls: [call], activeCall: call });
    render(
      <CallweaveProvider session={session} locale="en">
        <Disposition codes={CODES} />
      </CallweaveProvider>,
    );
    expect(note().value).toBe('');
    expect(sessionStorage.length).toBe(0);
  });
});
