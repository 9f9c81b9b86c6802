import type { AgentSnapshot } from '@callweave/cti-core';
import type { AgentGroup } from './agent-wall.core.js';

/** How much a tile shows: `compact` leaves out queues and today's calls. */
export type AgentDensity = 'comfortable' | 'compact';

export interface WallRoom {
  /** Of the tiles, in pixels. */
  readonly width: number;
  /** That may be filled without scrolling, in pixels. */
  readonly height: number;
  /** Size of the text against the usual 14 pixels. */
  readonly scale: number;
}

/** Sizes in pixels at scale 1; a tile is at least so wide. */
const TILE = {
  comfortable: { minWidth: 184, height: 80, gap: 8 },
  compact: { minWidth: 124, height: 46, gap: 4 },
} as const;
const HEADING_HEIGHT = 26;

export type WallCell =
  | { readonly is: 'agent'; readonly agent: AgentSnapshot }
  | { readonly is: 'heading'; readonly group: AgentGroup };

export interface WallRow {
  readonly key: string;
  readonly cells: readonly WallCell[];
  /** With the gap below it, in pixels. */
  readonly size: number;
}

export interface WallLayout {
  readonly density: AgentDensity;
  readonly columns: number;
  readonly tileHeight: number;
  readonly gap: number;
  /** Headings stand among the tiles and take no row of their own. */
  readonly inline: boolean;
}

/**
 * The roomiest way to show everybody without scrolling: comfortable tiles; compact ones, as wide as they may be; headings among
 * the tiles. When none has room for all, compact tiles scroll.
 */
export function wallLayout(
  groups: readonly AgentGroup[],
  room: WallRoom,
  density: AgentDensity | 'auto',
): WallLayout {
  if (density !== 'auto') return layoutOf(density, room, false);
  const compact = layoutOf('compact', room, false);
  const narrower = Array.from({ length: compact.columns }, (_, index) => index + 1);
  const ways = [
    layoutOf('comfortable', room, false),
    ...narrower.map((columns) => ({ ...compact, columns })),
    ...narrower.map((columns) => ({ ...compact, columns, inline: true })),
  ];
  return ways.find((layout) => heightOf(groups, layout, room.scale) <= room.height) ?? compact;
}

function layoutOf(density: AgentDensity, { width, scale }: WallRoom, inline: boolean): WallLayout {
  const { minWidth, height, gap } = TILE[density];
  const columns = Math.max(1, Math.floor((width + gap) / (minWidth * scale + gap)));
  return { density, columns, tileHeight: Math.round(height * scale), gap, inline };
}

function heightOf(groups: readonly AgentGroup[], layout: WallLayout, scale: number): number {
  const { columns, tileHeight, gap, inline } = layout;
  const headed = groups.some(isHeaded);
  if (inline) {
    const cells = groups.reduce((sum, group) => sum + group.agents.length + Number(isHeaded(group)), 0);
    return Math.ceil(cells / columns) * (tileHeight + gap);
  }
  const rows = groups.reduce((sum, { agents }) => sum + Math.ceil(agents.length / columns), 0);
  return rows * (tileHeight + gap) + (headed ? groups.length * Math.round(HEADING_HEIGHT * scale) : 0);
}

function isHeaded({ key }: AgentGroup): boolean {
  return key !== 'all';
}

/** The rows of the wall, to be drawn as they scroll into sight. */
export function wallRows(
  groups: readonly AgentGroup[],
  layout: WallLayout,
  scale: number,
): readonly WallRow[] {
  const size = layout.tileHeight + layout.gap;
  const tilesOf = ({ agents }: AgentGroup) => agents.map((agent): WallCell => ({ is: 'agent', agent }));
  const headingOf = (group: AgentGroup): WallCell[] => (isHeaded(group) ? [{ is: 'heading', group }] : []);
  if (layout.inline) {
    const cells = groups.flatMap((group) => [...headingOf(group), ...tilesOf(group)]);
    return inRows('', cells, layout.columns, size);
  }
  return groups.flatMap((group) => {
    const heading = headingOf(group);
    return [
      ...(heading.length === 0
        ? []
        : [{ key: `heading ${group.key}`, cells: heading, size: Math.round(HEADING_HEIGHT * scale) }]),
      ...inRows(group.key, tilesOf(group), layout.columns, size),
    ];
  });
}

function inRows(key: string, cells: readonly WallCell[], columns: number, size: number): WallRow[] {
  const rows: WallRow[] = [];
  for (let from = 0; from < cells.length; from += columns) {
    rows.push({ key: `${key} ${from}`, cells: cells.slice(from, from + columns), size });
  }
  return rows;
}

/** Where keys lead from one agent of the wall; null when they lead nowhere. */
export function agentAt(rows: readonly WallRow[], from: string, key: string, page: number): string | null {
  const lines = rows
    .map(({ cells }) => cells.map((cell) => (cell.is === 'agent' ? cell.agent.agentId : null)))
    .filter((line) => line.some((id) => id !== null));
  const row = lines.findIndex((line) => line.includes(from as never));
  if (row < 0) return null;
  const column = lines[row]?.indexOf(from as never) ?? 0;
  const flat = lines.flat().filter((id) => id !== null);
  const place = flat.indexOf(from as never);
  const inRow = (index: number): string | null => {
    const line = lines[Math.min(Math.max(index, 0), lines.length - 1)] ?? [];
    return line[Math.min(column, line.length - 1)] ?? line.find((id) => id !== null) ?? null;
  };
  const line = (lines[row] ?? []).filter((id) => id !== null);
  switch (key) {
    case 'ArrowRight':
      return flat[place + 1] ?? null;
    case 'ArrowLeft':
      return flat[place - 1] ?? null;
    case 'ArrowDown':
      return row === lines.length - 1 ? null : inRow(row + 1);
    case 'ArrowUp':
      return row === 0 ? null : inRow(row - 1);
    case 'PageDown':
      return inRow(row + page);
    case 'PageUp':
      return inRow(row - page);
    case 'Home':
      return line[0] ?? null;
    case 'End':
      return line.at(-1) ?? null;
    case 'Ctrl+Home':
      return flat[0] ?? null;
    case 'Ctrl+End':
      return flat.at(-1) ?? null;
    default:
      return null;
  }
}
