import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useState } from 'react';
import { type Locale, words } from '../words.js';

interface Settings {
  readonly locale: Locale;
  readonly theme: 'light' | 'dark';
  readonly w: (typeof words)['en'];
  readonly toggleLocale: () => void;
  readonly toggleTheme: () => void;
}

const SettingsContext = createContext<Settings | null>(null);

const stored = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden; the defaults serve
  }
};

const store = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // see `stored`
  }
};

/** Language and look, kept in the browser. */
export function SettingsProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [locale, setLocale] = useState<Locale>(stored('tvs.locale') === 'en' ? 'en' : 'zh-CN');
  const [theme, setTheme] = useState<'light' | 'dark'>(() => {
    const chosen = stored('tvs.theme');
    if (chosen === 'dark' || chosen === 'light') return chosen;
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  });
  useEffect(() => {
    document.documentElement.lang = locale;
    store('tvs.locale', locale);
  }, [locale]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    store('tvs.theme', theme);
  }, [theme]);
  const value: Settings = {
    locale,
    theme,
    w: words[locale],
    toggleLocale: () => setLocale(locale === 'en' ? 'zh-CN' : 'en'),
    toggleTheme: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
  };
  return <SettingsContext.Provider value={value}>{children}</SettingsContext.Provider>;
}

export function useSettings(): Settings {
  const settings = useContext(SettingsContext);
  if (settings === null) throw new Error('SettingsProvider is missing');
  return settings;
}
