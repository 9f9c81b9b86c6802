import { CallPanel, Disposition, ParkedCalls, ScreenPop } from '@callweave/react-widgets';
import { type ReactElement, useCallback, useEffect, useMemo, useState } from 'react';
import { api, type Order } from '../api.js';
import { CustomerDesk } from '../order/customer-desk.js';
import { TodaysOrders } from '../order/todays-orders.js';
import { useSettings } from '../shell/settings.js';

/** How a call ends for the shop; the queues' settings must name the same codes. */
const OUTCOMES = ['sold', 'call-again', 'inquiry', 'complaint', 'wrong-number'] as const;

/** Where an agent sits: the call at the left, customer and order form beside it, what is written about the call at the right (TVS-2). */
export function Desk(): ReactElement {
  const { w } = useSettings();
  const codes = useMemo(() => {
    const all = OUTCOMES.map((code) => ({ code, name: w.outcomes[code] }));
    // With a colleague nothing is sold.
    return ({ direction }: { readonly direction: string }) => (direction === 'internal' ? [] : all);
  }, [w]);
  const [orders, setOrders] = useState<readonly Order[] | null>(null);
  const refresh = useCallback(() => {
    api<{ orders: Order[] }>('GET', 'orders/today').then(
      (reply) => setOrders(reply.orders),
      () => setOrders((before) => before ?? []),
    );
  }, []);
  useEffect(refresh, [refresh]);
  return (
    <main className="desk">
      <aside className="desk__call">
        <CallPanel terminalRecording />
      </aside>
      <div className="desk__work">
        <ScreenPop>
          {(call) =>
            call.direction === 'internal' ? (
              <p className="hint">{w.customer.colleague}</p>
            ) : (
              <CustomerDesk
                number={call.direction === 'inbound' ? call.caller : call.called}
                callId={call.callId}
                onTaken={refresh}
              />
            )
          }
        </ScreenPop>
        <TodaysOrders orders={orders} />
      </div>
      <aside className="desk__notes">
        <Disposition codes={codes} tagSuggestions={w.tags} />
        <ParkedCalls />
      </aside>
    </main>
  );
}
