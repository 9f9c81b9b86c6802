import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Its keys, at the end of the line. */
  readonly hint?: string;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly separatorBefore?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly className: string;
  readonly button: ReactNode;
  readonly items: readonly MenuItem[];
  readonly disabled?: boolean;
  readonly testId?: string;
  /** At which edge of the button the list stands; default start. */
  readonly align?: 'start' | 'end';
}

/** A button with a menu after the WAI-ARIA menu-button pattern: arrows, Home, End, Escape, focus returns. */
export function Menu({
  label,
  className,
  button,
  items,
  disabled = false,
  testId,
  align = 'start',
}: MenuProps): ReactElement {
  const [open, setOpen] = useState(false);
  const menuId = useId();
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role^="menuitem"]:not([disabled])')?.focus();
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    trigger.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) return;
    const entries = [
      ...(root.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([disabled])') ?? []),
    ];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const go = (index: number): void => {
      event.preventDefault();
      entries[(index + entries.length) % entries.length]?.focus();
    };
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(entries.length - 1);
    else if (event.key === 'Tab') setOpen(false);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys bubble up from the items, which are the interactive part
    <div className="cw-menu" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        ref={trigger}
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? menuId : undefined}
        title={label}
        disabled={disabled}
        data-testid={testId}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div className="cw-menu__list" data-align={align} role="menu" id={menuId} aria-label={label}>
          {items.map((item) => (
            <button
              key={item.key}
              type="button"
              {...(item.checked === undefined
                ? { role: 'menuitem' }
                : { role: 'menuitemradio', 'aria-checked': item.checked })}
              className={item.separatorBefore ? 'cw-menu__item cw-menu__item--apart' : 'cw-menu__item'}
              disabled={item.disabled}
              data-testid={testId === undefined ? undefined : `${testId}-${item.key}`}
              onClick={() => {
                close();
                item.onSelect();
              }}
            >
              <span className="cw-menu__icon">{item.icon}</span>
              {item.label}
              {item.hint && <kbd className="cw-menu__hint">{item.hint}</kbd>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
