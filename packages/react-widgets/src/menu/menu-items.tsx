import type { KeyboardEvent, ReactElement, ReactNode } from 'react';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Its keys, at the end of the line. */
  readonly hint?: string;
  /** A word about it, at the end of the line. */
  readonly note?: string;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly separatorBefore?: boolean;
  readonly onSelect: () => void;
}

interface MenuItemsProps {
  readonly items: readonly MenuItem[];
  readonly testId?: string | undefined;
  /** Before the item's own `onSelect`. */
  readonly onChoose?: () => void;
}

/** The lines of a menu. */
export function MenuItems({ items, testId, onChoose }: MenuItemsProps): ReactElement {
  return (
    <>
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          {...(item.checked === undefined
            ? { role: 'menuitem' }
            : { role: 'menuitemradio', 'aria-checked': item.checked })}
          className={item.separatorBefore ? 'cw-menu__item cw-menu__item--apart' : 'cw-menu__item'}
          disabled={item.disabled}
          aria-keyshortcuts={item.hint || undefined}
          data-testid={testId === undefined ? undefined : `${testId}-${item.key}`}
          onClick={() => {
            onChoose?.();
            item.onSelect();
          }}
        >
          <span className="cw-menu__icon">{item.icon}</span>
          {item.label}
          {item.note && <span className="cw-menu__hint">{item.note}</span>}
          {item.hint && (
            <span className="cw-menu__hint" aria-hidden="true">
              {item.hint}
            </span>
          )}
        </button>
      ))}
    </>
  );
}

/** The items that can be chosen. */
export function menuEntries(root: Element | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([disabled])') ?? [])];
}

/** Arrows, Home and End within a menu. */
export function moveInMenu(event: KeyboardEvent, root: Element | null): void {
  const entries = menuEntries(root);
  const at = entries.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (to === undefined || entries.length === 0) return;
  event.preventDefault();
  entries[(to + entries.length) % entries.length]?.focus();
}
