import { type ReactElement, useCallback, useEffect, useRef, useState } from 'react';
import { api, type CustomerFile } from '../api.js';
import { useSettings } from '../shell/settings.js';
import { fill, money } from '../words.js';
import { OrderForm } from './order-form.js';

interface CustomerDeskProps {
  readonly number: string;
  readonly callId: string | null;
  readonly onTaken: () => void;
}

/** Who calls, what he bought, and the empty order form: on screen before the phone is answered. */
export function CustomerDesk({ number, callId, onTaken }: CustomerDeskProps): ReactElement {
  const { w, locale } = useSettings();
  const [file, setFile] = useState<CustomerFile | 'loading' | 'failed'>('loading');
  const asked = useRef(0);
  const load = useCallback(() => {
    asked.current += 1;
    const turn = asked.current;
    const settle = (reply: CustomerFile | 'failed') => turn === asked.current && setFile(reply);
    api<CustomerFile>('GET', `customers/${encodeURIComponent(number || '0')}`).then(settle, () =>
      settle('failed'),
    );
  }, [number]);
  useEffect(load, [load]);

  if (file === 'loading') return <p className="hint">{w.customer.loading}</p>;
  const customer = file === 'failed' ? null : file.customer;
  const orders = file === 'failed' ? [] : file.orders;
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  return (
    <div className="customer">
      {file === 'failed' && (
        <p className="problem" role="alert">
          {w.customer.failed}
        </p>
      )}
      <header className="customer__head">
        <h2 data-testid="customer-name">{customer?.name ?? w.customer.new}</h2>
        {customer !== null && (
          <span className="tag" data-level={customer.level}>
            {customer.level}
          </span>
        )}
        <span className="customer__note">
          {customer === null
            ? w.customer.newHint
            : `${customer.province} ${customer.city} · ${fill(w.customer.since, { date: date.format(customer.since) })}`}
        </span>
      </header>
      <div className="customer__columns">
        <OrderForm
          phone={file === 'failed' ? number : file.phone}
          customer={customer}
          callId={callId}
          onTaken={() => {
            // The order belongs to the history now, and a new customer has a file.
            load();
            onTaken();
          }}
        />
        <section className="customer__history">
          <h3>{w.customer.history}</h3>
          {orders.length === 0 && <p className="hint">{w.customer.noHistory}</p>}
          <ul>
            {orders.map((order) => (
              <li key={order.id}>
                <span className="customer__goods">{order.goods}</span>
                <span className="num">{money(order.totalFen, locale)}</span>
                <small className="num">{`${order.id} · ${date.format(order.takenAt)}`}</small>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
