import { type ReactElement, useEffect, useState } from 'react';
import { api, type Product } from '../api.js';
import { useSettings } from '../shell/settings.js';
import { money } from '../words.js';

export interface Line {
  readonly key: string;
  readonly sku: string;
  readonly quantity: number;
}

export const emptyLine = (): Line => ({ key: crypto.randomUUID(), sku: '', quantity: 1 });

let goods: Promise<readonly Product[]> | null = null;
/** Read once a page; a failure is forgotten, so that the next form tries again. */
function sold(): Promise<readonly Product[]> {
  goods ??= api<{ products: Product[] }>('GET', 'products').then(
    (reply) => reply.products,
    (error) => {
      goods = null;
      throw error;
    },
  );
  return goods;
}

interface GoodsLinesProps {
  readonly lines: readonly Line[];
  readonly onChange: (lines: readonly Line[]) => void;
  readonly fault: string | undefined;
}

/** Goods and quantities with their running total. */
export function GoodsLines({ lines, onChange, fault }: GoodsLinesProps): ReactElement {
  const { w, locale } = useSettings();
  const [products, setProducts] = useState<readonly Product[]>([]);
  useEffect(() => {
    sold().then(setProducts, () => setProducts([]));
  }, []);
  const change = (key: string, part: Partial<Line>): void =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const priceOf = (line: Line): number =>
    (products.find((product) => product.sku === line.sku)?.priceFen ?? 0) * line.quantity;
  const total = lines.reduce((sum, line) => sum + priceOf(line), 0);
  return (
    <fieldset className="goods">
      <legend>{w.order.goods}</legend>
      {lines.map((line) => (
        <div className="goods__line" key={line.key}>
          <select
            value={line.sku}
            aria-label={w.order.goods}
            data-testid="order-product"
            onChange={(event) => change(line.key, { sku: event.target.value })}
          >
            <option value="">{w.order.choose}</option>
            {products.map((product) => (
              <option key={product.sku} value={product.sku}>
                {`${locale === 'en' ? product.nameEn : product.name} — ${money(product.priceFen, locale)}`}
              </option>
            ))}
          </select>
          <input
            type="number"
            min={1}
            max={99}
            value={line.quantity}
            aria-label={w.order.quantity}
            data-testid="order-quantity"
            onChange={(event) =>
              change(line.key, {
                quantity: Math.min(99, Math.max(1, Math.floor(Number(event.target.value)) || 1)),
              })
            }
          />
          <span className="num goods__price">{money(priceOf(line), locale)}</span>
          <button
            type="button"
            className="quiet"
            disabled={lines.length === 1}
            onClick={() => onChange(lines.filter((other) => other.key !== line.key))}
          >
            {w.order.remove}
          </button>
        </div>
      ))}
      <div className="goods__foot">
        <button type="button" onClick={() => onChange([...lines, emptyLine()])}>
          {w.order.add}
        </button>
        {fault !== undefined && (
          <span className="fault">{w.errors[fault as keyof typeof w.errors] ?? w.errors.other}</span>
        )}
        <strong
          className="num goods__total"
          data-testid="order-total"
        >{`${w.order.total} ${money(total, locale)}`}</strong>
      </div>
    </fieldset>
  );
}
