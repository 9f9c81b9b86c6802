import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react';

/** A point of the window, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

interface PopoverProps {
  readonly className: string;
  readonly role: 'menu' | 'dialog' | 'alertdialog';
  readonly label: string;
  /** Beside this point, and within the window; left out, the class places it. */
  readonly at?: Point;
  readonly testId?: string;
  /** Escape, or a press elsewhere. */
  readonly onClose: (why: 'escape' | 'outside') => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLDivElement>) => void;
  readonly children: ReactNode;
}

const MARGIN = 8;

/** Floats above everything, a full screen too; its first button has the focus. */
export function Popover(props: PopoverProps): ReactElement {
  const { className, role, label, at, testId, onClose, onKeyDown, children } = props;
  const root = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return;
    // Before the first paint, and only where the browser knows the top layer.
    if (!element.matches(':popover-open')) element.showPopover?.();
    if (at === undefined) return;
    const { width, height } = element.getBoundingClientRect();
    const within = (value: number, size: number, most: number): number =>
      Math.max(MARGIN, Math.min(value, most - size - MARGIN));
    element.style.left = `${within(at.x, width, window.innerWidth)}px`;
    element.style.top = `${within(at.y, height, window.innerHeight)}px`;
  });

  useEffect(() => {
    root.current?.querySelector<HTMLElement>('[data-autofocus], button:not([disabled])')?.focus();
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) close.current('outside');
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is one of menu and dialog
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both have a label
    <div
      ref={root}
      popover="manual"
      className={`cw-popover ${className}`}
      role={role}
      aria-label={label}
      data-testid={testId}
      tabIndex={-1}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          onClose('escape');
        } else onKeyDown?.(event);
      }}
    >
      {children}
    </div>
  );
}
