import { useEffect, useRef } from 'react';
import type { BarAction, MoreAction } from '../agent-bar/agent-bar.core.js';
import type { LineAction, PairAction } from '../call-lines/call-lines.core.js';
import type { SupervisionAction } from '../supervision/supervision-bar.core.js';

/** Everything that has keys. */
export type ShortcutAction = BarAction | MoreAction | LineAction | PairAction | SupervisionAction;

/** Keys per action, as `Alt+A`; an empty string switches one off. */
export type Shortcuts = Partial<Record<ShortcutAction, string>>;

export const DEFAULT_SHORTCUTS: Shortcuts = {
  answer: 'Alt+A',
  answerWithVideo: 'Alt+V',
  reject: 'Alt+J',
  hold: 'Alt+H',
  retrieve: 'Alt+H',
  mute: 'Alt+M',
  unmute: 'Alt+M',
  hangUp: 'Alt+X',
  ready: 'Alt+R',
  aux: 'Alt+P',
  finishWrapUp: 'Alt+R',
  transfer: 'Alt+T',
  swap: 'Alt+S',
  completeTransfer: 'Alt+C',
  conference: 'Alt+G',
  returnToCaller: 'Alt+B',
  invite: 'Alt+I',
  park: 'Alt+K',
  pauseRecording: 'Alt+U',
  resumeRecording: 'Alt+U',
  listen: 'Alt+L',
  whisper: 'Alt+W',
  barge: 'Alt+N',
  takeOver: 'Alt+O',
  stopSupervision: 'Alt+Q',
};

/** Calls `act` for the shortcut of an action that is possible now; plain keys stay off while somebody types. */
export function useShortcuts<Action extends ShortcutAction>(
  shortcuts: Shortcuts,
  actions: readonly Action[],
  act: (action: Action) => void,
): void {
  const latest = useRef({ shortcuts, actions, act });
  latest.current = { shortcuts, actions, act };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.repeat || event.isComposing) return;
      const modified = event.altKey || event.ctrlKey || event.metaKey;
      if (!modified && isTyping(event.target)) return;
      const pressed = chord(event);
      const { shortcuts, actions, act } = latest.current;
      const action = actions.find((candidate) => shortcuts[candidate] === pressed);
      if (action === undefined) return;
      event.preventDefault();
      act(action);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function chord(event: KeyboardEvent): string {
  // `code`, since Alt changes `key` on some keyboards (Alt+A is å on a Mac).
  const key = event.code.startsWith('Key') ? event.code.slice(3) : event.key;
  return [
    event.ctrlKey && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    event.metaKey && 'Meta',
    key,
  ]
    .filter(Boolean)
    .join('+');
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
