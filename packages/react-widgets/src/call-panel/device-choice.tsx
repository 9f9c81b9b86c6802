import type { AudioDevice } from '@callweave/web-sdk';
import { type ReactElement, useId } from 'react';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';

/** Microphone and speaker, changeable before and during a call; nothing when the agent uses a phone. */
export function DeviceChoice(): ReactElement | null {
  const { t, session } = useCallweave();
  const { softphone } = useSessionState();
  if (softphone.status === 'off') return null;
  return (
    <div className="cw-devices">
      <DeviceSelect
        label={t('panel.input')}
        devices={softphone.inputs}
        chosen={softphone.inputId}
        onChoose={(id) => void session.setInput(id).catch(() => undefined)}
      />
      <DeviceSelect
        label={t('panel.output')}
        devices={softphone.outputs}
        chosen={softphone.outputId}
        onChoose={(id) => void session.setOutput(id).catch(() => undefined)}
      />
    </div>
  );
}

interface DeviceSelectProps {
  readonly label: string;
  readonly devices: readonly AudioDevice[];
  readonly chosen: string | null;
  /** A refusal reaches the page as the session's `error` event and its softphone state. */
  readonly onChoose: (id: string) => void;
}

function DeviceSelect({ label, devices, chosen, onChoose }: DeviceSelectProps): ReactElement {
  const { t } = useCallweave();
  const id = useId();
  return (
    <div className="cw-field">
      <label className="cw-field__label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="cw-select"
        value={chosen ?? ''}
        onChange={(event) => onChoose(event.target.value)}
      >
        <option value="">{t('panel.defaultDevice')}</option>
        {devices
          .filter((device) => device.id !== 'default' && device.id !== '')
          .map((device) => (
            <option key={device.id} value={device.id}>
              {device.label || device.id}
            </option>
          ))}
      </select>
    </div>
  );
}
