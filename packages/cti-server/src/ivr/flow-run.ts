/** Where a caller stands in his flow. */
export interface FlowRun {
  readonly flow: string;
  readonly node: string;
  /** Tells this sound or question from earlier ones; a fact that carries another tag is late. */
  readonly tag: string;
  /** Tries at the present menu so far. */
  readonly attempts: number;
  /** Keys that chose an exit so far; wrong ones are not among them. */
  readonly keys: string;
  /** The question to the CRM that is waited for. */
  readonly lookupKey: string | null;
  /** Nodes entered so far; a flow that runs in circles is ended. */
  readonly entered: number;
}
