import { type ReactElement, useId } from 'react';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import type { CallPanel } from './use-call-panel.js';

/** In a call: whether the pad sends keys into it, or dials another beside it. */
export function PadChoice({ panel }: { readonly panel: CallPanel }): ReactElement {
  const { t } = useCallweave();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset does not lay out as a row in all browsers
    <div className="cw-segments" role="group" aria-label={t('panel.padIs')}>
      {([true, false] as const).map((sends) => (
        <button
          key={String(sends)}
          type="button"
          className="cw-segments__one"
          aria-pressed={panel.padSends === sends}
          data-testid={sends ? 'pad-keys' : 'pad-dial'}
          onClick={() => panel.setPadSends(sends)}
        >
          {t(sends ? 'panel.keysMode' : 'panel.dialMode')}
        </button>
      ))}
    </div>
  );
}

/** The number to be called, and what is done with it: a call, or a consultation about the present caller (AGT-3, AGT-4). */
export function DialField({ panel }: { readonly panel: CallPanel }): ReactElement {
  const { t } = useCallweave();
  const id = useId();
  const empty = !panel.canDial || panel.number === '';
  const consults = panel.dialsBeside && panel.canConsult;
  return (
    <form
      className="cw-panel__dial"
      onSubmit={(event) => {
        event.preventDefault();
        panel.dial();
      }}
    >
      <label className="cw-visually-hidden" htmlFor={id}>
        {t('panel.number')}
      </label>
      <input
        id={id}
        className="cw-input cw-number"
        inputMode="tel"
        autoComplete="off"
        placeholder={t('panel.numberHint')}
        value={panel.number}
        disabled={!panel.canDial}
        data-testid="dial-number"
        onChange={(event) => panel.setNumber(event.target.value)}
      />
      <button
        type="submit"
        className="cw-button cw-button--go"
        disabled={empty}
        data-testid="btn-dial"
        title={panel.dialsBeside ? `${t('action.dial')} · ${t('panel.dialBeside')}` : t('action.dial')}
      >
        <Icon name="phone" />
        <span className="cw-button__word">{t('action.dial')}</span>
      </button>
      {panel.canDialWithVideo && (
        <button
          type="button"
          className="cw-button cw-button--go"
          disabled={empty}
          data-testid="btn-dial-video"
          title={t('action.dialWithVideo')}
          onClick={panel.dialWithVideo}
        >
          <Icon name="camera" />
          <span className="cw-button__word">{t('action.dialWithVideo')}</span>
        </button>
      )}
      {consults && (
        <button
          type="button"
          className="cw-button"
          disabled={empty}
          data-testid="btn-dial-consult"
          title={t('action.consult')}
          onClick={panel.consult}
        >
          <Icon name="people" />
          <span className="cw-button__word">{t('action.consult')}</span>
        </button>
      )}
    </form>
  );
}
