import { type FormEvent, type ReactElement, useState } from 'react';
import { ApiError, api, type User } from '../api.js';
import { LookSwitches } from '../shell/header.js';
import { useSettings } from '../shell/settings.js';

export function Login({ onLogin }: { readonly onLogin: (user: User) => void }): ReactElement {
  const { w } = useSettings();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      const { user } = await api<{ user: User }>('POST', 'login', {
        account: form.get('account'),
        password: form.get('password'),
      });
      onLogin(user);
    } catch (error) {
      setProblem(
        error instanceof ApiError && error.code !== 'bad-credentials' ? error.message : w.login.failed,
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className="login">
      <div className="login__look">
        <LookSwitches />
      </div>
      <form className="card login__form" onSubmit={(event) => void submit(event)}>
        <h1>{w.title}</h1>
        <label>
          {w.login.account}
          <input name="account" autoComplete="username" required data-testid="login-account" />
        </label>
        <label>
          {w.login.password}
          <input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            data-testid="login-password"
          />
        </label>
        {problem !== null && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="primary" disabled={busy} data-testid="login-submit">
          {busy ? w.login.busy : w.login.submit}
        </button>
      </form>
    </main>
  );
}
