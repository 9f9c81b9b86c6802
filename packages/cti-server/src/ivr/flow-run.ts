import type { Flow } from './flow.types.js';

/** Where a caller stands in his flow. */
export interface FlowRun {
  readonly flow: string;
  readonly node: string;
  /** Tells this sound or question from earlier ones; a fact that carries another tag is late. */
  readonly tag: string;
  /** How far a message has come; null at any other node. */
  readonly part: 'prompt' | 'beep' | 'message' | null;
  /** Tries at the present menu so far. */
  readonly attempts: number;
  /** Keys that chose an exit so far; wrong ones are not among them. */
  readonly keys: string;
  /** The question to the CRM that is waited for. */
  readonly lookupKey: string | null;
  /** Nodes entered so far; a flow that runs in circles is ended. */
  readonly entered: number;
}

/** Longest text of a place that is written on the channel. */
const TEXT_LIMIT = 500;

/** The caller's place, for his channel's mark: a server that starts goes on there. */
export function placeText({ flow, node, keys }: FlowRun, { version }: Flow): string | null {
  const text = encodeURIComponent(JSON.stringify([flow, version, node, keys]));
  return text.length > TEXT_LIMIT ? null : text;
}

/** Reads {@link placeText} back; null when the flows have no such place, or the flow has another version by now. */
export function placeIn(flows: Readonly<Record<string, Flow>>, text: string): FlowRun | null {
  try {
    const value: unknown = JSON.parse(decodeURIComponent(text));
    const [flow, version, node, keys] = Array.isArray(value) ? (value as unknown[]) : [];
    if (typeof flow !== 'string' || typeof node !== 'string' || typeof keys !== 'string') return null;
    const found = Object.hasOwn(flows, flow) ? flows[flow] : undefined;
    if (found?.version !== version || !Object.hasOwn(found?.nodes ?? {}, node)) return null;
    return { flow, node, tag: '', part: null, attempts: 0, keys, lookupKey: null, entered: 0 };
  } catch {
    return null;
  }
}
