import { type FormEvent, type ReactElement, useState } from 'react';
import { ApiError, api, type Customer, type Order } from '../api.js';
import { useSettings } from '../shell/settings.js';
import { fill } from '../words.js';
import { emptyLine, GoodsLines, type Line } from './goods-lines.js';

interface OrderFormProps {
  readonly phone: string;
  readonly customer: Customer | null;
  readonly callId: string | null;
  readonly onTaken: () => void;
}

/** The order, filled in from the customer's file; what is typed survives every call event and a failed submit. */
export function OrderForm({ phone, customer, callId, onTaken }: OrderFormProps): ReactElement {
  const { w } = useSettings();
  const [fields, setFields] = useState({
    phone,
    customerName: customer?.name ?? '',
    province: customer?.province ?? '',
    city: customer?.city ?? '',
    address: customer?.address ?? '',
    remark: '',
  });
  const [payment, setPayment] = useState<'cod' | 'online'>('cod');
  const [lines, setLines] = useState<readonly Line[]>([emptyLine()]);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [state, setState] = useState<'editing' | 'busy' | 'failed'>('editing');
  const [taken, setTaken] = useState<string | null>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setState('busy');
    setErrors({});
    const chosen = lines.filter((line) => line.sku !== '').map(({ sku, quantity }) => ({ sku, quantity }));
    try {
      const { order } = await api<{ order: Order }>('POST', 'orders', {
        ...fields,
        payment,
        callId,
        lines: chosen,
      });
      setTaken(order.id);
      setState('editing');
      onTaken();
    } catch (error) {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0) {
        setErrors(error.fields);
        setState('editing');
      } else setState('failed');
    }
  };

  if (taken !== null) {
    return (
      <output className="taken">
        <p data-testid="order-taken">{fill(w.order.taken, { id: taken })}</p>
        <button
          type="button"
          onClick={() => {
            setTaken(null);
            setLines([emptyLine()]);
          }}
        >
          {w.order.another}
        </button>
      </output>
    );
  }

  const text = (name: keyof typeof fields, label: string, wide = false): ReactElement => {
    const fault = errors[name];
    return (
      <label className={wide ? 'order__field order__field--wide' : 'order__field'}>
        {label}
        <input
          value={fields[name]}
          aria-invalid={fault !== undefined}
          data-testid={`order-${name}`}
          onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
        />
        {fault !== undefined && (
          <span className="fault">{w.errors[fault as keyof typeof w.errors] ?? w.errors.other}</span>
        )}
      </label>
    );
  };

  return (
    <form className="order" onSubmit={(event) => void submit(event)} noValidate data-testid="order-form">
      <GoodsLines lines={lines} onChange={setLines} fault={errors.lines} />
      <div className="order__grid">
        {text('customerName', w.order.name)}
        {text('phone', w.order.phone)}
        {text('province', w.order.province)}
        {text('city', w.order.city)}
        {text('address', w.order.address, true)}
        <fieldset className="order__field order__payment">
          <legend>{w.order.payment}</legend>
          {(['cod', 'online'] as const).map((value) => (
            <label key={value} className="check">
              <input
                type="radio"
                name="payment"
                checked={payment === value}
                onChange={() => setPayment(value)}
              />
              {w.order[value]}
            </label>
          ))}
        </fieldset>
        {text('remark', w.order.remark)}
      </div>
      {state === 'failed' && (
        <p className="problem" role="alert">
          {w.order.failed}
        </p>
      )}
      <button type="submit" className="primary" disabled={state === 'busy'} data-testid="order-submit">
        {state === 'busy' ? w.order.busy : w.order.submit}
      </button>
    </form>
  );
}
