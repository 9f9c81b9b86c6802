import { AgentWall, QueueBoard } from '@callweave/react-widgets';
import type { ReactElement } from 'react';
import { useSettings } from '../shell/settings.js';

/** Queues and agents, live (SUP-2, SUP-3). */
export function Wall(): ReactElement {
  const { w } = useSettings();
  return (
    <main className="wall">
      <h2>{w.wall.queues}</h2>
      <QueueBoard />
      <h2>{w.wall.agents}</h2>
      <AgentWall />
    </main>
  );
}
