import * as z from 'zod/mini';
import { type ErrorCode, errorCatalogue } from './errors.js';
import { type CommandName, commandSchemas } from './messages/commands.js';
import {
  goodbyeSchema,
  MAX_MESSAGE_BYTES,
  PROTOCOL_VERSION,
  welcomeSchema,
  wireErrorSchema,
} from './messages/envelope.js';
import { type EventName, eventSchemas } from './messages/events.js';

export interface AsyncApiOptions {
  /** Where the document's readers find a server, as `127.0.0.1:7080`. */
  readonly host?: string;
  /** Version of the server that the document is of. */
  readonly version?: string;
}

type Json = Record<string, unknown>;

const ref = (path: string): Json => ({ $ref: `#/${path}` });
/** `call.hang-up` → `call_hang-up`: component keys may hold letters, digits, `-`, `_` and `.`; dots confuse generators. */
const key = (name: string): string => name.replaceAll('.', '_');

/**
 * The WebSocket protocol as an AsyncAPI 3 document, made from the schemas that check each message. Operations are
 * named from the client's side of view turned round, as AsyncAPI asks: the document describes the server.
 */
export function asyncApiDocument(options: AsyncApiOptions = {}): Json {
  const { host = '127.0.0.1:7080', version = '0.0.0' } = options;
  const commands = Object.keys(commandSchemas) as CommandName[];
  const events = Object.keys(eventSchemas) as EventName[];
  const messages: Record<string, Json> = {
    welcome: message('welcome', 'Comes first on each connection.', jsonSchema(welcomeSchema)),
    goodbye: message('goodbye', 'The session is over; the connection closes.', jsonSchema(goodbyeSchema)),
    error: message('error', 'A request was refused.', errorEnvelope()),
  };
  for (const command of commands) {
    messages[requestKey(command)] = message(command, `Request ${command}`, requestEnvelope(command));
    messages[resultKey(command)] = message(command, `Answer to ${command}`, resultEnvelope(command));
  }
  for (const event of events) {
    messages[eventKey(event)] = message(event, `Event ${event}`, eventEnvelope(event));
  }

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Callweave',
      version,
      description:
        `Protocol ${PROTOCOL_VERSION}: JSON text frames of at most ${MAX_MESSAGE_BYTES} bytes. The server says ` +
        'welcome, the client sends session.open, then requests are answered by id and events follow with rising seq.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: { callweave: { host, pathname: '/ws', protocol: 'ws' } },
    channels: {
      session: {
        address: '/ws',
        servers: [ref('servers/callweave')],
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, ref(`components/messages/${name}`)]),
        ),
      },
    },
    operations: {
      ...Object.fromEntries(commands.map((command) => [key(command), commandOperation(command)])),
      events: {
        action: 'send',
        channel: ref('channels/session'),
        summary: 'What the server tells unasked.',
        messages: [
          channelMessage('welcome'),
          ...events.map((e) => channelMessage(eventKey(e))),
          channelMessage('goodbye'),
        ],
      },
    },
    components: { messages, schemas: { errorCode: errorCodes() } },
  };
}

const requestKey = (command: CommandName): string => `${key(command)}_request`;
const resultKey = (command: CommandName): string => `${key(command)}_response`;
const eventKey = (event: EventName): string => `${key(event)}_event`;
const channelMessage = (name: string): Json => ref(`channels/session/messages/${name}`);

function message(name: string, summary: string, payload: Json): Json {
  return { name, summary, contentType: 'application/json', payload };
}

function commandOperation(command: CommandName): Json {
  return {
    action: 'receive',
    channel: ref('channels/session'),
    summary: command,
    messages: [channelMessage(requestKey(command))],
    reply: {
      channel: ref('channels/session'),
      messages: [channelMessage(resultKey(command)), channelMessage('error')],
    },
  };
}

function envelope(properties: Json): Json {
  return { type: 'object', required: Object.keys(properties), properties };
}

function requestEnvelope(command: CommandName): Json {
  const schema = commandSchemas[command].params;
  return envelope({
    type: { const: 'request' },
    id: { type: 'string', minLength: 1, maxLength: 64 },
    command: { const: command },
    params: jsonSchema(schema),
  });
}

function resultEnvelope(command: CommandName): Json {
  const schema = commandSchemas[command].result;
  return envelope({
    type: { const: 'response' },
    id: { type: 'string' },
    ok: { const: true },
    result: jsonSchema(schema),
  });
}

function eventEnvelope(event: EventName): Json {
  return envelope({
    type: { const: 'event' },
    seq: { type: 'integer', description: 'Rises within a stream, with gaps.' },
    at: { type: 'integer', description: 'Epoch milliseconds.' },
    event: { const: event },
    data: jsonSchema(eventSchemas[event]),
  });
}

function errorEnvelope(): Json {
  const error = jsonSchema(wireErrorSchema);
  const properties = { ...(error.properties as Json), code: ref('components/schemas/errorCode') };
  return envelope({
    type: { const: 'response' },
    id: { type: ['string', 'null'] },
    ok: { const: false },
    error: { ...error, properties },
  });
}

function errorCodes(): Json {
  const codes = Object.keys(errorCatalogue) as ErrorCode[];
  const lines = codes.map((code) => `- \`${code}\`: ${errorCatalogue[code].remedy}`);
  return { type: 'string', description: `What to do:\n${lines.join('\n')}`, examples: codes };
}

function jsonSchema(schema: z.core.$ZodType): Json {
  // Draft 7 is what AsyncAPI 3's own schema format builds on.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return rest;
}
