import { AgentBar, CallweaveProvider } from '@callweave/react-widgets';
import { type AgentSession, createAgentSession } from '@callweave/web-sdk';
import { type ReactElement, useEffect, useState } from 'react';
import { api, type User } from './api.js';
import { Calls } from './pages/calls.js';
import { Desk } from './pages/desk.js';
import { Login } from './pages/login.js';
import { Quality } from './pages/quality.js';
import { Recordings } from './pages/recordings.js';
import { Wall } from './pages/wall.js';
import { Header } from './shell/header.js';
import { useSettings } from './shell/settings.js';
import { useRoute } from './shell/use-route.js';

interface Me {
  readonly user: User;
  readonly callweaveWsUrl: string;
}

export function App(): ReactElement | null {
  const [me, setMe] = useState<Me | 'asking' | 'nobody'>('asking');
  const ask = (): void => {
    api<{ user: User | null; callweaveWsUrl: string }>('GET', 'me').then(
      ({ user, callweaveWsUrl }) => setMe(user === null ? 'nobody' : { user, callweaveWsUrl }),
      () => setMe('nobody'),
    );
  };
  useEffect(ask, []);
  if (me === 'asking') return null;
  if (me === 'nobody') return <Login onLogin={ask} />;
  return (
    <Workplace
      me={me}
      onLogOut={() => {
        void api('POST', 'logout').finally(() => setMe('nobody'));
      }}
    />
  );
}

const session = (me: Me, phone: boolean): AgentSession =>
  createAgentSession({
    url: me.callweaveWsUrl,
    getToken: async () => (await api<{ token: string }>('POST', 'callweave-token')).token,
    // A page that watches only: the softphone belongs to another.
    ...(phone ? {} : { softphone: false }),
  });

/** One Callweave session for all pages: moving between them never touches a call. */
function Workplace({ me, onLogOut }: { readonly me: Me; readonly onLogOut: () => void }): ReactElement {
  const { locale, theme } = useSettings();
  const route = useRoute();
  const supervises = me.user.role === 'supervisor';
  // Opened as a second page the wall must not take the softphone over from the desk; a team leader hears calls through his.
  const [watching] = useState(
    () => location.hash === '#board' || (location.pathname === '/wall' && !supervises),
  );
  const [agent] = useState(() => session(me, !watching));
  useEffect(() => {
    void agent.start().then(
      () => (watching || agent.state.agent?.state !== 'logged-out' ? undefined : agent.logIn()),
      () => undefined, // the bar shows why
    );
    return () => void agent.stop();
  }, [agent, watching]);
  return (
    <CallweaveProvider session={agent} locale={locale} theme={theme}>
      <Header
        user={me.user}
        onLogOut={() => {
          void agent.logOut().catch(() => undefined);
          onLogOut();
        }}
      />
      {!watching && <AgentBar />}
      {route === '/wall' || ((watching || supervises) && route === '/') ? (
        <Wall />
      ) : route === '/calls' ? (
        <Calls explains={supervises} />
      ) : route === '/recordings' && supervises ? (
        <Recordings />
      ) : route === '/quality' ? (
        <Quality leads={supervises} />
      ) : (
        <Desk />
      )}
    </CallweaveProvider>
  );
}
