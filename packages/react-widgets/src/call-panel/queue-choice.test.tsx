import type { AgentSnapshot, Directory } from '@callweave/cti-core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import '../styles.css';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { aCall, aDirectory, anAgent, FakeSession } from '../testing/fake-session.js';
import { CallPanel } from './call-panel.js';

afterEach(cleanup);

/** One who may dial, in these queues. */
const memberOf = (...queueIds: string[]): AgentSnapshot =>
  anAgent({
    queueIds: queueIds as unknown as AgentSnapshot['queueIds'],
    can: { ...anAgent().can, makeCall: true },
  });

const withNumber = (directory: Directory, queueId: string, callerId: string): Directory => ({
  ...directory,
  queues: directory.queues.map((queue) => (queue.queueId === queueId ? { ...queue, callerId } : queue)),
});

const panelOf = (session: FakeSession, locale: 'en' | 'zh-CN' = 'en') =>
  render(
    <CallweaveProvider session={session} locale={locale}>
      <CallPanel />
    </CallweaveProvider>,
  );

const dial = async (number: string): Promise<void> => {
  await userEvent.type(screen.getByTestId('dial-number'), `${number}{Enter}`);
  await expect.poll(() => (screen.getByTestId('dial-number') as HTMLInputElement).value).toBe('');
};

const choice = (): HTMLSelectElement | null => screen.queryByTestId('dial-queue');

describe('for which queue a number outside is called (AGT-3)', () => {
  test('a member of two queues says which, for the calls after it too; none at first', async () => {
    const session = new FakeSession({ agent: memberOf('orders', 'service') });
    session.directory = withNumber(aDirectory(), 'orders', '4008001234');
    panelOf(session);
    const select = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Call for' });
    expect([...select.options].map(({ text }) => text)).toEqual([
      'No queue',
      '订购热线 · 4008001234',
      '售后服务',
    ]);
    await dial('13900139000');
    await userEvent.selectOptions(select, 'service');
    await dial('13900139001');
    await dial('13900139002');
    await userEvent.selectOptions(select, '');
    await dial('13900139003');
    expect(session.asked).toEqual([
      'call 13900139000',
      'call 13900139001 for service',
      'call 13900139002 for service',
      'call 13900139003',
    ]);
  });

  test('the choice outlives the panel, and is not that of another session', async () => {
    const session = new FakeSession({ agent: memberOf('orders', 'service') });
    const { unmount } = panelOf(session);
    await userEvent.selectOptions(await screen.findByTestId('dial-queue'), 'orders');
    unmount();
    const other = panelOf(new FakeSession({ agent: memberOf('orders', 'service') }));
    expect((await screen.findByTestId<HTMLSelectElement>('dial-queue')).value).toBe('');
    other.unmount();
    panelOf(session);
    expect((await screen.findByTestId<HTMLSelectElement>('dial-queue')).value).toBe('orders');
  });

  test('a member of one queue is asked only where calls for it show a number of its own', async () => {
    const plain = new FakeSession({ agent: memberOf('orders') });
    const { unmount } = panelOf(plain);
    await dial('13900139000');
    expect(choice()).toBeNull();
    unmount();
    const session = new FakeSession({ agent: memberOf('orders') });
    session.directory = withNumber(aDirectory(), 'orders', '4008001234');
    panelOf(session);
    expect((await screen.findByTestId<HTMLSelectElement>('dial-queue')).options).toHaveLength(2);
  });

  test('a queue that he is taken out of is called for no more; one that he comes into can be chosen', async () => {
    const session = new FakeSession({ agent: memberOf('orders', 'service') });
    panelOf(session);
    await userEvent.selectOptions(await screen.findByTestId('dial-queue'), 'service');
    const present = aDirectory();
    const [orders] = present.queues;
    const returns = {
      ...(orders as NonNullable<typeof orders>),
      queueId: 'returns' as never,
      name: '退换货',
    };
    session.directory = { ...present, queues: [...present.queues, returns] };
    session.show({ agent: memberOf('orders', 'returns') });
    await expect.poll(() => [...(choice()?.options ?? [])].map(({ value }) => value)).toContain('returns');
    expect(choice()?.value).toBe('');
    await dial('13900139000');
    expect(session.asked).toEqual(['call 13900139000']);
  });

  test('reached by keys before the number; shut while nothing can be dialled', async () => {
    const session = new FakeSession({ agent: memberOf('orders', 'service') });
    panelOf(session, 'zh-CN');
    const select = await screen.findByRole('combobox', { name: '外呼队列' });
    await userEvent.tab();
    expect(document.activeElement).toBe(select);
    await userEvent.tab();
    expect(document.activeElement).toBe(screen.getByTestId('dial-number'));
    session.show({ agent: anAgent({ queueIds: ['orders', 'service'] as never }) });
    await expect.poll(() => choice()?.disabled).toBe(true);
  });

  test('the keys stay where they are when a call takes the place of the number', async () => {
    const agent = memberOf('orders', 'service');
    const session = new FakeSession({ agent });
    panelOf(session);
    await screen.findByTestId('dial-queue');
    const top = () => screen.getByRole('button', { name: '5' }).getBoundingClientRect().top;
    const before = top();
    const call = aCall({ phase: 'talking', offer: null, answeredAt: 1, can: { sendDigits: true } });
    session.show({ calls: [call], activeCall: call });
    await screen.findByLabelText('Keys sent');
    expect(Math.abs(top() - before)).toBeLessThan(2);
  });
});
