import type { ReactElement } from 'react';
import { formatDuration } from './duration.js';
import { useServerTime } from './use-server-now.js';

interface RunningTimeProps {
  /** The server's time at which it began, epoch milliseconds. */
  readonly since: number;
  readonly className?: string;
}

/** A running timer that renders nothing but itself. */
export function RunningTime({ since, className = '' }: RunningTimeProps): ReactElement {
  const time = useServerTime((now) => formatDuration(now - since));
  return <span className={`cw-number ${className}`}>{time}</span>;
}
