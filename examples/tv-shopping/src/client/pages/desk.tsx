import { CallPanel, ScreenPop } from '@callweave/react-widgets';
import { type ReactElement, useCallback, useEffect, useState } from 'react';
import { api, type Order } from '../api.js';
import { CustomerDesk } from '../order/customer-desk.js';
import { TodaysOrders } from '../order/todays-orders.js';

/** Where an agent sits: the call at the left, the customer and the order form beside it (TVS-2). */
export function Desk(): ReactElement {
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
        <CallPanel />
      </aside>
      <div className="desk__work">
        <ScreenPop>
          {(call) => (
            <CustomerDesk
              number={call.direction === 'inbound' ? call.caller : call.called}
              callId={call.callId}
              onTaken={refresh}
            />
          )}
        </ScreenPop>
        <TodaysOrders orders={orders} />
      </div>
    </main>
  );
}
