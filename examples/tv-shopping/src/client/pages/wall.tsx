import { AgentBoard, QueueBoard } from '@callweave/react-widgets';
import { type ReactElement, useState } from 'react';
import { useSettings } from '../shell/settings.js';

/** Queues and agents, live (SUP-2, SUP-3). */
export function Wall(): ReactElement {
  const { w } = useSettings();
  const [grouped, setGrouped] = useState(false);
  return (
    <main className="wall">
      <h2>{w.wall.queues}</h2>
      <QueueBoard />
      <div className="wall__head">
        <h2>{w.wall.agents}</h2>
        <label className="check">
          <input type="checkbox" checked={grouped} onChange={(event) => setGrouped(event.target.checked)} />
          {w.wall.group}
        </label>
      </div>
      <AgentBoard grouping={grouped ? 'state' : 'none'} />
    </main>
  );
}
