import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EslParser, EslStreamError } from './esl-parser.js';

const require = createRequire(import.meta.url);

interface Message {
  readonly type: string;
  readonly reply: string;
  readonly body: string;
}

const messages = fc.array(
  fc.record<Message>({
    type: fc.constantFrom('command/reply', 'api/response', 'log/data'),
    reply: fc.stringMatching(/^[^\n\r%]{0,40}$/u).map((text) => text.trim()),
    body: fc.string({ unit: 'grapheme', maxLength: 200 }),
  }),
  { minLength: 1, maxLength: 8 },
);

function bytesOf(message: Message): Buffer {
  const length = Buffer.byteLength(message.body);
  const header = `Content-Type: ${message.type}\nReply-Text: ${message.reply}\n`;
  return Buffer.from(`${header}${length > 0 ? `Content-Length: ${length}\n` : ''}\n${message.body}`);
}

/** The bytes in pieces, cut where `cuts` says. */
function piecesOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}

function read(parser: EslParser, pieces: readonly Buffer[]) {
  return pieces.flatMap((piece) => [...parser.push(piece)]);
}

describe('the stream of the event socket', () => {
  it('is cut into the same messages, wherever the network cuts it', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat()), (sent, cuts) => {
        const got = read(new EslParser(), piecesOf(Buffer.concat(sent.map(bytesOf)), cuts));
        expect(
          got.map(({ headers, body }) => [headers['Content-Type'], headers['Reply-Text'], body ?? '']),
        ).toEqual(sent.map(({ type, reply, body }) => [type, reply, body]));
      }),
    );
  });

  it('reads json events, lists and bodies included', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 20 }), fc.string({ unit: 'grapheme' })),
        fc.array(fc.nat()),
        (headers, cuts) => {
          const body = JSON.stringify(headers);
          const bytes = Buffer.from(
            `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-json\n\n${body}`,
          );
          const [message] = read(new EslParser(), piecesOf(bytes, cuts));
          for (const [name, value] of Object.entries(headers)) {
            if (name !== '_body') expect(message?.event.getHeader(name)).toBe(value);
          }
        },
      ),
    );
  });

  it('never fails but with its own error, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (pieces) => {
        try {
          read(
            new EslParser(),
            pieces.map((piece) => Buffer.from(piece)),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(EslStreamError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('goes on after an event that is no JSON', () => {
    const got = read(new EslParser(), [
      Buffer.from(
        'Content-Length: 4\nContent-Type: text/event-json\n\n{"a"Content-Type: command/reply\nReply-Text: +OK\n\n',
      ),
    ]);
    expect(
      got.map(({ event }) => event.getHeader('Callweave-Unreadable') ?? event.getHeader('Reply-Text')),
    ).toEqual(['true', '+OK']);
  });

  it.each(['-1', '1e99', 'NaN', '12x', '999999999999'])(
    'gives up when a body has the length %s',
    (length) => {
      expect(() => read(new EslParser(), [Buffer.from(`Content-Length: ${length}\n\n`)])).toThrow(
        EslStreamError,
      );
    },
  );

  it('gives up on headers without an end', () => {
    expect(() => read(new EslParser(), [Buffer.alloc(70_000, 'a')])).toThrow(EslStreamError);
  });
});

describe('fault 9: modesl copies all it has buffered with every piece', () => {
  const MIB = 1024 * 1024;

  function seconds(size: number, feed: (piece: Buffer) => void): number {
    const bytes = Buffer.concat([
      Buffer.from(`Content-Type: api/response\nContent-Length: ${size}\n\n`),
      Buffer.alloc(size, 'x'),
    ]);
    const before = performance.now();
    for (let at = 0; at < bytes.length; at += 65_536) feed(bytes.subarray(at, at + 65_536));
    return (performance.now() - before) / 1_000;
  }

  it('plain modesl takes many times as long for a body of 8 MiB as ours', () => {
    const Parser = require('modesl').Parser ?? require('modesl/lib/esl/Parser.js');
    const socket = new EventEmitter();
    const parsed: number[] = [];
    new Parser(socket).on('esl::event', (event: { getBody(): string }) =>
      parsed.push(event.getBody().length),
    );
    const plain = seconds(8 * MIB, (piece) => socket.emit('data', piece));
    const parser = new EslParser();
    const ours = seconds(8 * MIB, (piece) => {
      for (const { body } of parser.push(piece)) parsed.push(body?.length ?? 0);
    });
    expect(parsed).toEqual([8 * MIB, 8 * MIB]);
    expect(plain / ours).toBeGreaterThan(4);
  });

  it('ours grows with the size of the body and no faster', () => {
    const time = (size: number) => {
      const parser = new EslParser();
      return seconds(size, (piece) => [...parser.push(piece)]);
    };
    time(4 * MIB);
    const small = Math.min(...[1, 2, 3].map(() => time(4 * MIB)));
    const large = Math.min(...[1, 2, 3].map(() => time(32 * MIB)));
    expect(large / small).toBeLessThan(24);
  });
});
