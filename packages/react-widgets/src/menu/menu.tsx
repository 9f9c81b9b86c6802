import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { type MenuItem, MenuItems, menuEntries, moveInMenu } from './menu-items.js';

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
    menuEntries(root.current)[0]?.focus();
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
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') setOpen(false);
    else moveInMenu(event, root.current);
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
          <MenuItems items={items} testId={testId} onChoose={close} />
        </div>
      )}
    </div>
  );
}
