import type { ReactElement } from 'react';
import { useDirectory } from '../directory/use-directory.js';
import { Icon } from '../icons.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { useTransferNotice } from './use-transfer-notice.js';

/** That a transfer was not taken, by whom, and where the caller is now. */
export function TransferNote(): ReactElement | null {
  const { t } = useCallweave();
  const { nameOf } = useDirectory('off');
  const notice = useTransferNotice();
  if (notice === null) return null;
  const { destination, agentId, outcome, caller, comesBack } = notice;
  const who = agentId !== null ? nameOf(agentId) : destination.to === 'number' ? destination.number : '';
  return (
    <p className="cw-note" role="alert" data-testid="transfer-failed">
      <Icon name="warning" />
      <span className="cw-note__text">
        {t('notice.transferFailed', { who, why: t(`notice.outcome.${outcome}`) })}{' '}
        {t(comesBack ? 'notice.comesBack' : 'notice.waits', { caller })}
      </span>
      <button type="button" className="cw-button cw-button--small" onClick={notice.dismiss}>
        {t('problem.dismiss')}
      </button>
    </p>
  );
}
