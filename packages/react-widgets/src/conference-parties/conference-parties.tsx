import type { ReactElement } from 'react';
import { ActionButton } from '../action-button/action-button.js';
import { useDirectory } from '../directory/use-directory.js';
import { Icon } from '../icons.js';
import { ErrorNote } from '../problem/error-note.js';
import { useCallweave } from '../provider/callweave-provider.js';
import type { ConferenceParty, ConferenceView } from './conference-parties.core.js';
import { type ConferenceParties as Model, useConferenceParties } from './use-conference-parties.js';

/** Who hears whom in a conference; mutes, drops and locks where that is allowed (AGT-3). Nothing without one. */
export function ConferenceParties(): ReactElement | null {
  const model = useConferenceParties();
  if (model.conference === null) return null;
  return <Parties model={model} conference={model.conference} />;
}

function Parties({
  model,
  conference,
}: {
  readonly model: Model;
  readonly conference: ConferenceView;
}): ReactElement {
  const { t } = useCallweave();
  const { nameOf } = useDirectory('once');
  const { parties, locked, canLock } = conference;
  return (
    <section className="cw-conference" aria-label={t('conference.label')}>
      <p className="cw-conference__title">
        <Icon name="people" width="16" height="16" />
        {t('conference.count', { count: parties.filter((party) => party.connected).length })}
        {locked && (
          <span className="cw-conference__locked">
            <Icon name="lock" width="14" height="14" />
            {t('conference.locked')}
          </span>
        )}
      </p>
      <ul className="cw-conference__parties">
        {parties.map((party) => (
          <Party key={party.legId} party={party} model={model} who={nameOfParty(party, nameOf, t)} />
        ))}
      </ul>
      {canLock && (
        <ActionButton
          icon={locked ? 'unlock' : 'lock'}
          word={t(locked ? 'action.unlock' : 'action.lock')}
          tone="plain"
          small
          testId="btn-lock"
          onClick={() => model.setLocked(!locked)}
        />
      )}
      <ErrorNote error={model.error} onDismiss={model.dismissError} />
    </section>
  );
}

function Party({
  party,
  model,
  who,
}: {
  readonly party: ConferenceParty;
  readonly model: Model;
  readonly who: string;
}): ReactElement {
  const { t } = useCallweave();
  const muteWord = t(party.muted ? 'action.unmute' : 'action.mute');
  return (
    <li className="cw-party" data-is={party.is} data-connected={party.connected} data-testid="party">
      <span className="cw-party__who">{who}</span>
      {party.isModerator && <span className="cw-party__role">{t('conference.moderator')}</span>}
      {!party.connected && <span className="cw-party__role">{t('conference.ringing')}</span>}
      {party.muted && !party.manageable && <span className="cw-party__role">{t('conference.muted')}</span>}
      {party.manageable && party.connected && (
        <button
          type="button"
          className="cw-party__button"
          aria-pressed={party.muted}
          aria-label={t('lines.actionFor', { action: muteWord, who })}
          title={t('lines.actionFor', { action: muteWord, who })}
          data-testid="btn-party-mute"
          onClick={() => model.setMuted(party, !party.muted)}
        >
          <Icon name={party.muted ? 'microphoneOff' : 'microphone'} width="16" height="16" />
        </button>
      )}
      {party.manageable && (
        <button
          type="button"
          className="cw-party__button cw-party__button--danger"
          aria-label={t('lines.actionFor', { action: t('action.dropParty'), who })}
          title={t('lines.actionFor', { action: t('action.dropParty'), who })}
          data-testid="btn-party-drop"
          onClick={() => model.drop(party)}
        >
          <Icon name="close" width="16" height="16" />
        </button>
      )}
    </li>
  );
}

function nameOfParty(
  { is, agentId, address, name }: ConferenceParty,
  nameOf: ReturnType<typeof useDirectory>['nameOf'],
  t: ReturnType<typeof useCallweave>['t'],
): string {
  if (is === 'self') return t('conference.self');
  if (agentId !== null) {
    const known = nameOf(agentId);
    return known === agentId ? address || agentId : known;
  }
  return (name ?? address) || t('bar.unknownCaller');
}
