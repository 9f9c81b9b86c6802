import type { Session } from '../session.js';

/** What runs on a channel between CHANNEL_EXECUTE and CHANNEL_EXECUTE_COMPLETE; it gives up when the session is not ready. */
export type Application = (session: Session, arg: string) => Promise<void> | void;
