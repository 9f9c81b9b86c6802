import type { ReactElement } from 'react';
import type { Order } from '../api.js';
import { useSettings } from '../shell/settings.js';
import { fill, money } from '../words.js';

/** The day's orders, newest first. */
export function TodaysOrders({ orders }: { readonly orders: readonly Order[] | null }): ReactElement {
  const { w, locale } = useSettings();
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const sum = orders?.reduce((total, order) => total + order.totalFen, 0) ?? 0;
  return (
    <section className="card today" data-testid="todays-orders">
      <header className="wall__head">
        <h2>{w.today.title}</h2>
        {orders !== null && orders.length > 0 && (
          <span className="num">{`${fill(w.today.count, { count: orders.length })} · ${fill(w.today.sum, { sum: money(sum, locale) })}`}</span>
        )}
      </header>
      {orders?.length === 0 && <p className="hint">{w.today.empty}</p>}
      {orders !== null && orders.length > 0 && (
        <div className="table">
          <table>
            <tbody>
              {orders.map((order) => (
                <tr key={order.id}>
                  <td className="num">{time.format(order.takenAt)}</td>
                  <td className="num">{order.id}</td>
                  <td>{order.customerName}</td>
                  <td className="today__goods">{order.goods}</td>
                  <td>{w.order[order.payment]}</td>
                  <td className="num">{money(order.totalFen, locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
