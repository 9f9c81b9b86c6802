import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactElement,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Point } from '../popover/popover.js';
import { useCallweave } from '../provider/callweave-provider.js';
import { type AgentDensity, agentAt, wallLayout, wallRows } from './agent-rows.core.js';
import { AgentTile } from './agent-tile.js';
import type { AgentGroup, AgentThresholds } from './agent-wall.core.js';
import type { AgentWallModel } from './use-agent-wall.js';
import { useLongPress } from './use-long-press.js';
import { useWallRoom } from './use-wall-room.js';

export interface AgentGridHandle {
  focus(agentId: string): void;
}

interface AgentGridProps {
  readonly handle: Ref<AgentGridHandle>;
  readonly wall: AgentWallModel;
  readonly density: AgentDensity | 'auto';
  readonly thresholds: AgentThresholds;
  readonly onOpen: (agentId: string) => void;
  /** False when there is no menu, so that the browser shows its own. */
  readonly onMenu: (agentId: string, at: Point) => boolean;
}

/** The tiles: rows are drawn as they come into sight, arrows lead from tile to tile. */
export function AgentGrid(props: AgentGridProps): ReactElement {
  const { handle, wall, density, thresholds, onOpen, onMenu } = props;
  const { t } = useCallweave();
  const { groups } = wall;
  const scroller = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLDivElement>(null);
  const room = useWallRoom(scroller, probe);
  const { layout, rows } = useMemo(() => {
    if (room === null) return { layout: null, rows: [] };
    const layout = wallLayout(groups, room, density);
    return { layout, rows: wallRows(groups, layout, room.scale) };
  }, [groups, room, density]);
  const [active, setActive] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const rowOf = (agentId: string | null): number =>
    rows.findIndex(({ cells }) =>
      cells.some((cell) => cell.is === 'agent' && cell.agent.agentId === agentId),
    );
  const first = groups[0]?.agents[0]?.agentId ?? null;
  const activeRow = rowOf(active);
  const tabbed = activeRow < 0 ? first : active;
  const kept = activeRow < 0 ? 0 : activeRow;

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rows[index]?.size ?? 0,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 3,
    // The tile that has, or gets, the focus stays, however far away it is scrolled.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return indexes.includes(kept) || kept >= range.count
        ? indexes
        : [...indexes, kept].sort((a, b) => a - b);
    },
  });

  const go = (agentId: string): void => {
    wanted.current = agentId;
    setActive(agentId);
    const row = rowOf(agentId);
    if (row >= 0) virtual.scrollToIndex(row);
  };
  useImperativeHandle(handle, () => ({ focus: go }));
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const tile = tileOf(scroller.current, wanted.current);
    tile?.focus({ preventScroll: true });
    wanted.current = null;
  });

  const openMenuAt = (target: Element, at: Point): boolean => {
    const agentId = agentOf(target);
    return agentId !== null && onMenu(agentId, at);
  };
  const press = useLongPress((target, at) => void openMenuAt(target, at));

  const onKeyDown = (event: KeyboardEvent): void => {
    const agentId = agentOf(event.target as Element);
    if (agentId === null || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen(agentId);
      return;
    }
    if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      const box = (event.target as Element).getBoundingClientRect();
      if (onMenu(agentId, { x: box.left + 12, y: box.bottom - 4 })) event.preventDefault();
      return;
    }
    const page = Math.max(1, Math.floor((room?.height ?? 0) / (rows.at(-1)?.size || 1)) - 1);
    const to = agentAt(rows, agentId, event.ctrlKey ? `Ctrl+${event.key}` : event.key, page);
    if (to === null) return;
    event.preventDefault();
    go(to);
  };

  return (
    <>
      <div className="cw-agent-wall__limit" aria-hidden="true">
        <div ref={probe} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be virtual; the grid has the roles of one */}
      <div
        ref={scroller}
        className="cw-agent-wall__tiles"
        role="grid"
        aria-label={t('agents.label')}
        aria-rowcount={rows.length}
        aria-colcount={layout?.columns ?? 1}
        data-density={layout?.density}
        tabIndex={-1}
        {...press.listeners}
        onClick={({ target }) => {
          const agentId = agentOf(target as Element);
          if (press.swallowsClick() || agentId === null) return;
          setActive(agentId);
          onOpen(agentId);
        }}
        onContextMenu={(event) => {
          if (openMenuAt(event.target as Element, { x: event.clientX, y: event.clientY }))
            event.preventDefault();
        }}
        onKeyDown={onKeyDown}
        onFocus={({ target }) => setActive(agentOf(target) ?? active)}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" style={{ position: 'relative', blockSize: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined || layout === null) return null;
            return (
              // biome-ignore lint/a11y/useSemanticElements: as above
              <div
                key={key}
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 1}
                className="cw-agent-wall__row"
                style={{
                  transform: `translateY(${start}px)`,
                  blockSize: row.size - layout.gap,
                  gap: layout.gap,
                  gridTemplateColumns: `repeat(${layout.columns}, minmax(0, 1fr))`,
                }}
              >
                {row.cells.map((cell) =>
                  cell.is === 'heading' ? (
                    <Heading key={`heading ${cell.group.key}`} group={cell.group} grouping={wall.grouping} />
                  ) : (
                    <AgentTile
                      key={cell.agent.agentId}
                      agent={cell.agent}
                      queueNames={wall.queueNames}
                      density={layout.density}
                      thresholds={thresholds}
                      ringing={wall.ringing.get(cell.agent.agentId)}
                      supervised={wall.supervised.get(cell.agent.agentId)}
                      tabIndex={cell.agent.agentId === tabbed ? 0 : -1}
                    />
                  ),
                )}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

interface HeadingProps {
  readonly group: AgentGroup;
  readonly grouping: AgentWallModel['grouping'];
}

function Heading({ group, grouping }: HeadingProps): ReactElement {
  const { t } = useCallweave();
  const name = grouping === 'state' ? t(`state.${group.key}`) : group.key || t('agents.noTeam');
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: a heading of the grid, which does nothing
    <div role="gridcell" className="cw-agent-wall__heading">
      <span className="cw-agent-wall__group">{name}</span>
      <span className="cw-number">{group.agents.length}</span>
    </div>
  );
}

function agentOf(target: Element): string | null {
  return target.closest<HTMLElement>('[data-agent]')?.dataset.agent ?? null;
}

function tileOf(root: Element | null, agentId: string): HTMLElement | undefined {
  return [...(root?.querySelectorAll<HTMLElement>('[data-agent]') ?? [])].find(
    ({ dataset }) => dataset.agent === agentId,
  );
}
