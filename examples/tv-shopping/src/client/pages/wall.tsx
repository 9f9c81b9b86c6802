import {
  AgentWall,
  AlarmStrip,
  QueueWall,
  SupervisionBar,
  TrunkWall,
  Wallboard,
} from '@callweave/react-widgets';
import { type ReactElement, useState } from 'react';
import { useSettings } from '../shell/settings.js';

/** The floor, live: queues, agents, trunks and alarms, and what a supervisor does about them (SUP-1 to SUP-5). */
export function Wall(): ReactElement {
  const { w } = useSettings();
  const [isBoard, setIsBoard] = useState(() => location.hash === '#board');
  const show = (board: boolean): void => {
    history.replaceState(null, '', board ? '#board' : location.pathname);
    setIsBoard(board);
  };
  return (
    <main className={isBoard ? 'wall wall--board' : 'wall'}>
      {!isBoard && <AlarmStrip />}
      <div className="wall__head">
        <h2>{isBoard ? w.wall.board : w.wall.queues}</h2>
        <button type="button" className="cw-button cw-button--small" onClick={() => show(!isBoard)}>
          {isBoard ? w.wall.desk : w.wall.board}
        </button>
      </div>
      {isBoard ? (
        <Wallboard turnEveryMs={20_000} grouping="team" />
      ) : (
        <>
          <QueueWall />
          <h2>{w.wall.agents}</h2>
          <AgentWall />
          <h2>{w.wall.trunks}</h2>
          <TrunkWall />
          {/* Below, so that no tile moves when he begins to listen. */}
          <div className="wall__dock">
            <SupervisionBar />
          </div>
        </>
      )}
    </main>
  );
}
