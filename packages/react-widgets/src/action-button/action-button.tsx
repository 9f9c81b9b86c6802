import type { ReactElement } from 'react';
import { Icon, type IconName } from '../icons.js';

export type Tone = 'go' | 'danger' | 'plain';

interface ActionButtonProps {
  readonly icon: IconName;
  readonly word: string;
  readonly tone: Tone;
  readonly testId: string;
  readonly onClick: () => void;
  /** What a screen reader says instead of the word, where the word alone does not tell which. */
  readonly label?: string;
  /** As `Alt+A`; stands in the tooltip. */
  readonly shortcut?: string | undefined;
  readonly pressed?: boolean | undefined;
  readonly small?: boolean;
  readonly hasPopup?: 'dialog' | undefined;
  readonly expanded?: boolean | undefined;
}

/** A button with icon, word and its keys in the tooltip; narrow containers leave the word to the tooltip. */
export function ActionButton(props: ActionButtonProps): ReactElement {
  const { icon, word, tone, testId, onClick, label, shortcut, pressed, small, hasPopup, expanded } = props;
  const size = small ? ' cw-button--small' : '';
  return (
    <button
      type="button"
      className={`cw-button cw-button--${tone}${size}`}
      data-testid={testId}
      title={shortcut ? `${label ?? word} (${shortcut})` : (label ?? word)}
      aria-label={label}
      aria-keyshortcuts={shortcut || undefined}
      aria-pressed={pressed}
      aria-haspopup={hasPopup}
      aria-expanded={expanded}
      onClick={onClick}
    >
      <Icon name={icon} {...(small ? { width: 16, height: 16 } : {})} />
      <span className="cw-button__word">{word}</span>
    </button>
  );
}
