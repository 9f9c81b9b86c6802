import type { ReactElement } from 'react';
import type { User } from '../api.js';
import { useSettings } from './settings.js';
import { go, useRoute } from './use-route.js';

const PAGES = [
  ['/', 'desk'],
  ['/wall', 'wall'],
  ['/calls', 'calls'],
  ['/recordings', 'recordings'],
  ['/quality', 'quality'],
] as const;

export function Header({
  user,
  onLogOut,
}: {
  readonly user: User;
  readonly onLogOut: () => void;
}): ReactElement {
  const { w } = useSettings();
  const route = useRoute();
  return (
    <header className="header">
      <strong className="header__brand">{w.title}</strong>
      <nav className="header__nav">
        {PAGES.filter(([path]) => path !== '/recordings' || user.role === 'supervisor').map(
          ([path, name]) => (
            <a
              key={path}
              href={path}
              aria-current={route === path ? 'page' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey) return;
                event.preventDefault();
                go(path);
              }}
            >
              {w.nav[name]}
            </a>
          ),
        )}
      </nav>
      <span className="header__user">{`${user.name} ${user.account}`}</span>
      <LookSwitches />
      <button type="button" className="quiet" onClick={onLogOut} data-testid="log-out">
        {w.nav.logOut}
      </button>
    </header>
  );
}

/** Language and look; on the login page as well. */
export function LookSwitches(): ReactElement {
  const { w, theme, toggleLocale, toggleTheme } = useSettings();
  return (
    <>
      <button type="button" className="quiet" onClick={toggleLocale} data-testid="toggle-locale">
        {w.nav.language}
      </button>
      <button type="button" className="quiet" onClick={toggleTheme} data-testid="toggle-theme">
        {theme === 'dark' ? w.nav.light : w.nav.dark}
      </button>
    </>
  );
}
