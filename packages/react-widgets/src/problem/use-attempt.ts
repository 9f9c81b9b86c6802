import type { CallweaveError } from '@callweave/cti-core';
import { useCallback, useState } from 'react';

export interface Attempt {
  /** Awaits the work; a refusal becomes `error`. Resolves to whether it was done. */
  readonly attempt: (work: Promise<unknown>) => Promise<boolean>;
  readonly error: CallweaveError | null;
  readonly dismissError: () => void;
}

/** What was tried last and refused, to be shown where the hand is. */
export function useAttempt(): Attempt {
  const [error, setError] = useState<CallweaveError | null>(null);
  const attempt = useCallback((work: Promise<unknown>) => {
    setError(null);
    return work.then(
      () => true,
      (reason: CallweaveError) => {
        setError(reason);
        return false;
      },
    );
  }, []);
  const dismissError = useCallback(() => setError(null), []);
  return { attempt, error, dismissError };
}
