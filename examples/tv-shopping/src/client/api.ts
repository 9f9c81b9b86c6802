/** What the shop's server refused, with the fields at fault. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    message: string,
    readonly fields: Readonly<Record<string, string>>,
  ) {
    super(message);
  }
}

const DEADLINE_MS = 10_000;

/** One request to the shop's server; rejects with {@link ApiError}, also when nothing answers in ten seconds. */
export async function api<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  let reply: Response;
  try {
    reply = await fetch(`/api/${path}`, {
      method,
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new ApiError('unreachable', String(error), {});
  }
  const answer = await reply.json().catch(() => ({}));
  if (!reply.ok) {
    const { code = 'failed', message = reply.statusText, fields = {} } = answer.error ?? {};
    throw new ApiError(code, message, fields);
  }
  return answer as T;
}

export interface User {
  readonly account: string;
  readonly name: string;
  readonly role: 'agent' | 'supervisor';
  readonly agentId: string | null;
}

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly nameEn: string;
  readonly priceFen: number;
}

export interface Order {
  readonly id: string;
  readonly phone: string;
  readonly customerName: string;
  readonly totalFen: number;
  readonly payment: 'cod' | 'online';
  readonly takenBy: string;
  readonly takenAt: number;
  readonly goods: string;
}

export interface Customer {
  readonly phone: string;
  readonly name: string;
  readonly level: string;
  readonly province: string;
  readonly city: string;
  readonly address: string;
  readonly since: number;
}

export interface CustomerFile {
  readonly phone: string;
  readonly customer: Customer | null;
  readonly orders: readonly Order[];
}
