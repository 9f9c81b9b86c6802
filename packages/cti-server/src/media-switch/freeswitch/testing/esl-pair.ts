import { systemClock } from '@callweave/cti-core';
import modesl from 'modesl';
import { afterEach } from 'vitest';
import { EslConnection } from '../esl-connection.js';
import type { EslEvent } from '../esl-event.js';
import { type EslPeer, type Script, ScriptedEslServer } from './scripted-esl-server.js';

let server: ScriptedEslServer | null = null;
const opened: { socket: { destroy(): unknown } | null }[] = [];
let nextId = 0;

/** Closes after each test of the file what the functions here opened. */
export function useEslPair(): void {
  afterEach(async () => {
    for (const connection of opened.splice(0)) connection.socket?.destroy();
    await server?.close();
    server = null;
  });
}

export async function switchThat(script: Script): Promise<ScriptedEslServer> {
  return listen((command, peer) => {
    if (command.line.startsWith('event ')) peer.reply('+OK event listener enabled json');
    else script(command, peer);
  });
}

export async function listen(script: Script, options: { readonly greet?: boolean } = {}) {
  server = await ScriptedEslServer.listen(script, options);
  return server;
}

/** Closed with the test. */
export function opening<Connection extends { socket: { destroy(): unknown } | null }>(
  connection: Connection,
): Connection {
  opened.push(connection);
  return connection;
}

/** modesl as it is. */
export async function plain(on: ScriptedEslServer): Promise<modesl.Connection> {
  const connection = opening(new modesl.Connection('127.0.0.1', on.port, 'ClueCon'));
  await once(connection, 'esl::ready');
  return connection;
}

export async function ours(
  on: ScriptedEslServer,
  extra: { commandMs?: number; onFault?: (fault: unknown) => void; onEvent?: (event: EslEvent) => void } = {},
): Promise<EslConnection> {
  const connection = notLoggedIn(on.port, 'ClueCon', extra);
  await connection.loggedIn();
  return connection;
}

export function notLoggedIn(
  port: number,
  password: string,
  extra: { commandMs?: number; onFault?: (fault: unknown) => void; onEvent?: (event: EslEvent) => void } = {},
): EslConnection {
  return opening(
    new EslConnection('127.0.0.1', port, password, {
      clock: systemClock,
      newId: () => `id-${++nextId}`,
      commandMs: 2_000,
      ...extra,
    }),
  );
}

export function once(connection: modesl.Connection, name: string): Promise<EslEvent> {
  return new Promise((resolve) => connection.once(name, resolve));
}

/** Resolves when the connection has read everything that was written to it before. */
export function roundTrip(connection: modesl.Connection): Promise<EslEvent> {
  return new Promise((resolve) => connection.sendRecv('noop', resolve as never));
}

export function within(ms: number, promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, ms, 'nothing'))]);
}

export const echo: Script = (command, peer) => {
  if (command.line.startsWith('api ')) peer.output(`+OK ${command.line.slice(4)}`);
  else peer.reply(`+OK ${command.line}`);
};

export function peerOf(on: ScriptedEslServer, index = 0): EslPeer {
  const peer = on.peers[index];
  if (!peer) throw new Error('nobody connected');
  return peer;
}
