const HEAD_END = '\r\n\r\n';
const NOTHING = Buffer.alloc(0);

/** Reads one HTTP reply after another off a connection, of known length or in chunks. */
export class ReplyReader {
  #listener;
  #rest = NOTHING;
  #status = 0;
  /** Bytes of the body that are still to come; undefined while the head has not come, -1 where it comes in chunks. */
  #left;
  #parts = [];

  /** @param listener `first()` at the first bytes of a body, `reply(status, body)` at its end */
  constructor(listener) {
    this.#listener = listener;
  }

  /** @throws TypeError when it is no reply, and what the listener throws */
  take(bytes) {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    if (this.#left === undefined && !this.#readHead()) return;
    if (this.#left === -1) this.#readChunks();
    else this.#readLength();
  }

  #readHead() {
    const end = this.#rest.indexOf(HEAD_END);
    if (end < 0) return false;
    const head = this.#rest.latin1Slice(0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    const isChunked = /\r\ntransfer-encoding: *chunked/i.test(head);
    if (length === null && !isChunked) throw new TypeError(`a reply without a length: ${head}`);
    this.#status = Number(head.slice(9, 12));
    this.#left = isChunked ? -1 : Number(length[1]);
    this.#rest = this.#rest.subarray(end + HEAD_END.length);
    return true;
  }

  #readLength() {
    if (this.#rest.length === 0 && this.#left > 0) return;
    if (this.#parts.length === 0) this.#listener.first();
    const part = this.#rest.subarray(0, this.#left);
    this.#rest = this.#rest.subarray(part.length);
    this.#left -= part.length;
    this.#parts.push(part);
    if (this.#left === 0) this.#end();
  }

  #readChunks() {
    for (;;) {
      const line = this.#rest.indexOf('\r\n');
      if (line < 0) return;
      const size = Number.parseInt(this.#rest.latin1Slice(0, line), 16);
      if (!Number.isInteger(size)) throw new TypeError('a chunk without a size');
      const end = line + 2 + size;
      if (this.#rest.length < end + 2) return;
      if (size > 0) {
        if (this.#parts.length === 0) this.#listener.first();
        this.#parts.push(this.#rest.subarray(line + 2, end));
      }
      this.#rest = this.#rest.subarray(end + 2);
      if (size === 0) return this.#end();
    }
  }

  #end() {
    const body = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    const status = this.#status;
    if (this.#rest.length > 0) throw new TypeError('more came than was asked for');
    this.#rest = NOTHING;
    this.#left = undefined;
    this.#parts = [];
    this.#listener.reply(status, body);
  }
}
