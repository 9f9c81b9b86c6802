import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { LONGEST_TAG, MOST_TAGS } from './disposition.core.js';

interface TagFieldProps {
  readonly tags: readonly string[];
  readonly suggestions: readonly string[];
  readonly onAdd: (typed: string) => void;
  readonly onRemove: (tag: string) => void;
}

/** As opposed to chosen from the list. */
function isTyped(event: Event): boolean {
  return (
    /^(insert|delete)/.test((event as InputEvent).inputType ?? '') &&
    !/Replacement/.test((event as InputEvent).inputType)
  );
}

/** Tags as chips; Enter or a comma adds, Backspace in the empty field takes the last away. */
export function TagField({ tags, suggestions, onAdd, onRemove }: TagFieldProps): ReactElement {
  const { t } = useCallweave();
  const [typed, setTyped] = useState('');
  const id = useId();
  const add = (text: string): void => {
    onAdd(text);
    setTyped('');
  };
  // The call went while he typed: it was meant for that one.
  const latest = useRef({ typed, onAdd });
  latest.current = { typed, onAdd };
  useEffect(
    () => () => {
      if (latest.current.typed.trim() !== '') latest.current.onAdd(latest.current.typed);
    },
    [],
  );
  const offered = suggestions.filter((tag) => !tags.includes(tag));
  return (
    <div className="cw-field">
      <label className="cw-field__label" htmlFor={id}>
        {t('disposition.tags')}
      </label>
      <div className="cw-tags">
        {tags.map((tag) => (
          <span key={tag} className="cw-tag">
            {tag}
            <button
              type="button"
              className="cw-tag__remove"
              aria-label={t('disposition.removeTag', { tag })}
              title={t('disposition.removeTag', { tag })}
              onClick={() => onRemove(tag)}
            >
              <Icon name="close" width="12" height="12" />
            </button>
          </span>
        ))}
        <input
          id={id}
          className="cw-tags__input"
          list={offered.length > 0 ? `${id}-list` : undefined}
          autoComplete="off"
          maxLength={LONGEST_TAG}
          disabled={tags.length >= MOST_TAGS}
          placeholder={tags.length === 0 ? t('disposition.tagHint') : ''}
          value={typed}
          data-testid="tag-input"
          onChange={(event) => {
            const { value } = event.target;
            if (/[,\uff0c]$/.test(value)) add(value.slice(0, -1));
            // One that was chosen from the list comes whole.
            else if (offered.includes(value) && !isTyped(event.nativeEvent)) add(value);
            else setTyped(value);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter') {
              event.preventDefault();
              add(typed);
            } else if (event.key === 'Backspace' && typed === '') {
              const last = tags.at(-1);
              if (last !== undefined) onRemove(last);
            }
          }}
          onBlur={() => typed.trim() !== '' && add(typed)}
        />
        {offered.length > 0 && (
          <datalist id={`${id}-list`}>
            {offered.map((tag) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
        )}
      </div>
    </div>
  );
}
