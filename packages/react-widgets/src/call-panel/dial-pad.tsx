import type { ReactElement } from 'react';
import { useCallweave } from '../provider/callweave-provider.js';

const KEYS: readonly (readonly [string, string])[] = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
];

export interface DialPadProps {
  /** Called with one of `0–9 * #`. */
  readonly onPress: (key: string) => void;
  readonly disabled?: boolean;
}

/** Twelve telephone keys. */
export function DialPad({ onPress, disabled = false }: DialPadProps): ReactElement {
  const { t } = useCallweave();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame and a legend
    <div className="cw-pad" role="group" aria-label={t('action.keypad')} dir="ltr">
      {KEYS.map(([key, letters]) => (
        <button
          key={key}
          type="button"
          className="cw-pad__key"
          disabled={disabled}
          onClick={() => onPress(key)}
        >
          <span className="cw-pad__digit">{key}</span>
          <span className="cw-pad__letters" data-letters={letters} />
        </button>
      ))}
    </div>
  );
}
