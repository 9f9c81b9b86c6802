import type { TFunction } from 'i18next';
import { reasonWord } from '../i18n/i18n.js';
import type { IconName } from '../icons.js';
import type { AgentAction } from './agent-actions.core.js';

export const ACTION_ICONS: Record<AgentAction['name'], IconName> = {
  listen: 'headset',
  whisper: 'speech',
  barge: 'people',
  takeOver: 'swap',
  hangUp: 'hangUp',
  ready: 'check',
  aux: 'pause',
  logOut: 'logOut',
};

/** As it stands in menus and on buttons. */
export function actionWord(t: TFunction, { name, reason }: Pick<AgentAction, 'name' | 'reason'>): string {
  return t(`supervise.do.${name}`, { reason: reasonWord(t, reason ?? null) });
}

/** Tells two actions apart, also of the same name. */
export function actionKey({ name, reason }: AgentAction): string {
  return reason === undefined ? name : `${name}-${reason}`;
}
