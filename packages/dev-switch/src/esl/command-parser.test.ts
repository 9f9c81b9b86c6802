import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandParser, MAX_BODY_BYTES, MAX_HEADER_BYTES, ProtocolError } from './command-parser.js';

const parse = (text: string) => new CommandParser().push(Buffer.from(text));

describe('the command parser', () => {
  it('reads a line, headers by any case and a body counted in bytes', () => {
    const [command] = parse('sendmsg abc\nCall-Command: execute\nContent-Length: 6\n\n王芳');
    expect(command?.line).toBe('sendmsg abc');
    expect(command?.headers.get('call-command')).toBe('execute');
    expect(command?.rawHeaders.get('Call-Command')).toBe('execute');
    expect(command?.body).toBe('王芳');
  });

  it('takes CRLF for LF and skips empty lines between commands', () => {
    const commands = parse('\r\n\r\napi status\r\n\r\n\n\nnoevents\r\n\r\n');
    expect(commands.map((each) => each.line)).toEqual(['api status', 'noevents']);
  });

  it('finds the same commands however the stream was cut', () => {
    const stream = Buffer.from(
      'auth ClueCon\n\nsendevent CUSTOM\nEvent-Subclass: a::b\nContent-Length: 9\n\n你好吗api x\r\n\r\n',
    );
    const whole = new CommandParser().push(stream);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const parser = new CommandParser();
        const edges = [...new Set([0, ...cuts, stream.length])].sort((a, b) => a - b);
        const parts = edges.slice(1).flatMap((end, index) => parser.push(stream.subarray(edges[index], end)));
        expect(parts).toEqual(whole);
      }),
    );
  });

  it('refuses a header block or a body that is too large, and a Content-Length that is no length', () => {
    expect(() => parse('x'.repeat(MAX_HEADER_BYTES + 1))).toThrow(ProtocolError);
    expect(() => parse(`api x\nContent-Length: ${MAX_BODY_BYTES + 1}\n\n`)).toThrow(ProtocolError);
    for (const length of ['-1', 'ten', '1.5', '1e99', '0x10000000']) {
      expect(() => parse(`api x\nContent-Length: ${length}\n\n`)).toThrow(ProtocolError);
    }
  });

  it('never fails otherwise, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (chunks) => {
        const parser = new CommandParser();
        try {
          for (const chunk of chunks) parser.push(Buffer.from(chunk));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });

  it('reads a body of a megabyte in small pieces without looking through it again and again', () => {
    const parser = new CommandParser();
    const startedMs = performance.now();
    parser.push(Buffer.from(`sendevent CUSTOM\nContent-Length: ${MAX_BODY_BYTES}\n\n`));
    let found = 0;
    for (let sent = 0; sent < MAX_BODY_BYTES; sent += 512)
      found += parser.push(Buffer.alloc(512, 'x')).length;
    expect(found).toBe(1);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
