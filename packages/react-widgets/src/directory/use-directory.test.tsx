import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { CallweaveProvider } from '../provider/callweave-provider.js';
import { FakeSession } from '../testing/fake-session.js';
import { useDirectory } from './use-directory.js';

afterEach(cleanup);

function Who() {
  return <p data-testid="who">{useDirectory('once').nameOf('1003' as never)}</p>;
}

test('a page that is opened before its connection knows names as soon as it stands', async () => {
  const session = new FakeSession({ connection: 'connecting' });
  let asked = 0;
  const { listDirectory } = session;
  session.listDirectory = () => {
    asked += 1;
    return listDirectory.call(session);
  };
  render(
    <CallweaveProvider session={session} locale="en">
      <Who />
    </CallweaveProvider>,
  );
  expect(screen.getByTestId('who').textContent).toBe('1003');
  expect(asked).toBe(0);
  session.show({ connection: 'open' });
  await expect.poll(() => screen.getByTestId('who').textContent).toBe('陈杰');
  expect(asked).toBe(1);
});
