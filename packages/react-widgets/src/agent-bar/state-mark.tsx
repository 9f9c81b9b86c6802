import type { AgentState } from '@callweave/cti-core';
import type { ReactElement } from 'react';

/** Each state has a shape as well as a colour, so that it is known without seeing colours. */
export function StateMark({ state }: { readonly state: AgentState }): ReactElement {
  return (
    <svg className="cw-mark" data-state={state} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {shape(state)}
    </svg>
  );
}

function shape(state: AgentState): ReactElement {
  switch (state) {
    case 'ready':
      return <circle cx="6" cy="6" r="5" fill="currentColor" />;
    case 'ringing':
      return <path d="M6 0.6 11.4 6 6 11.4 0.6 6Z" fill="currentColor" />;
    case 'dialling':
      return <path d="M2 10.5 10.5 6 2 1.5Z" fill="currentColor" />;
    case 'talking':
      return <rect x="1" y="1" width="10" height="10" rx="1.5" fill="currentColor" />;
    case 'holding':
      return <path d="M2 1h3v10H2zM7 1h3v10H7z" fill="currentColor" />;
    case 'wrap-up':
      return <path d="M1 9.5h10M1 6h7M1 2.5h10" stroke="currentColor" strokeWidth="2" fill="none" />;
    case 'aux':
      return (
        <>
          <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M6 1.5a4.5 4.5 0 0 0 0 9Z" fill="currentColor" />
        </>
      );
    case 'logged-out':
      return <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />;
  }
}
