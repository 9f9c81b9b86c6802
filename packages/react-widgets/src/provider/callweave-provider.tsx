import type { AgentSession, AgentSessionState } from '@callweave/web-sdk';
import type { TFunction } from 'i18next';
import {
  createContext,
  type ReactElement,
  type ReactNode,
  useContext,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { type Locale, translator } from '../i18n/i18n.js';

/** Light, dark, or as the operating system says. */
export type Theme = 'light' | 'dark' | 'auto';

interface Context {
  readonly session: AgentSession;
  readonly locale: Locale;
  readonly t: TFunction;
}

const CallweaveContext = createContext<Context | null>(null);

export interface CallweaveProviderProps {
  /** Made by `createAgentSession`; the page starts and stops it. */
  readonly session: AgentSession;
  readonly locale?: Locale;
  readonly theme?: Theme;
  readonly children: ReactNode;
}

/** Gives the widgets their session, language and theme; renders one element that carries the `--cw-*` variables. */
export function CallweaveProvider({
  session,
  locale = 'zh-CN',
  theme = 'auto',
  children,
}: CallweaveProviderProps): ReactElement {
  const value = useMemo(() => ({ session, locale, t: translator(locale) }), [session, locale]);
  return (
    <CallweaveContext.Provider value={value}>
      <div className="cw-root" data-cw-theme={theme} lang={locale}>
        {children}
      </div>
    </CallweaveContext.Provider>
  );
}

/** The session, language and words of the nearest provider. */
export function useCallweave(): Context {
  const context = useContext(CallweaveContext);
  if (context === null) {
    throw new Error('Callweave widgets need a <CallweaveProvider session={…}> above them.');
  }
  return context;
}

/** The session's present picture; re-renders when it is replaced. */
export function useSessionState(): AgentSessionState {
  const { session } = useCallweave();
  return useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.state,
    () => session.state,
  );
}
