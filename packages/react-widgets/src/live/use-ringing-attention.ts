import type { AgentCall } from '@callweave/web-sdk';
import type { TFunction } from 'i18next';
import { useEffect } from 'react';

/** While a call rings: its caller in the page's title, and a notification when the page is hidden and may notify. */
export function useRingingAttention(call: AgentCall | null, ringing: boolean, t: TFunction): void {
  const caller = (call?.callerName ?? call?.caller) || t('bar.unknownCaller');
  const queue = call?.queueName ?? '';
  useEffect(() => {
    if (!ringing) return;
    const title = document.title;
    document.title = t('bar.titleRinging', { caller });
    let notification: Notification | undefined;
    if (document.hidden && 'Notification' in window && Notification.permission === 'granted') {
      notification = new Notification(t('bar.notification', { caller, queue }), { tag: 'callweave-ringing' });
    }
    return () => {
      document.title = title;
      notification?.close();
    };
  }, [ringing, caller, queue, t]);
}
