/**
 * Server-sent events as the HTML standard reads them (section 9.2.6), for the one field this protocol uses. Lines
 * end in LF, CRLF or CR; a comment or another field is skipped; an event without its closing blank line is dropped;
 * bytes that are not UTF-8 become U+FFFD.
 *
 * Cost is linear in the length of the stream, however it is cut into chunks.
 */
export async function* eventData(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8');
  const splitLines = lineSplitter();
  const joinLines = dataJoiner();
  for await (const chunk of bytes) {
    for (const line of splitLines(decoder.decode(chunk, { stream: true }))) {
      const data = joinLines(line);
      if (data !== undefined) yield data;
    }
  }
}

/** Gives the lines that a piece of text completes and keeps the rest for the next piece. */
function lineSplitter(): (text: string) => Generator<string> {
  let rest: string[] = [];
  let endedInReturn = false;

  return function* (text) {
    let start = endedInReturn && text.startsWith('\n') ? 1 : 0;
    if (text !== '') endedInReturn = text.endsWith('\r');
    const lineEnd = /\r\n|\r|\n/g;
    lineEnd.lastIndex = start;
    for (let match = lineEnd.exec(text); match !== null; match = lineEnd.exec(text)) {
      rest.push(text.slice(start, match.index));
      const line = rest.join('');
      rest = [];
      start = lineEnd.lastIndex;
      yield line;
    }
    if (start < text.length) rest.push(text.slice(start));
  };
}

/** Takes one line at a time; gives the data of the event that a blank line ends. */
function dataJoiner(): (line: string) => string | undefined {
  let data: string[] = [];

  return (line) => {
    if (line === '') {
      const event = data;
      data = [];
      return event.length === 0 ? undefined : event.join('\n');
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    if (field !== 'data') return undefined;
    const value = colon < 0 ? '' : line.slice(colon + 1);
    data.push(value.startsWith(' ') ? value.slice(1) : value);
    return undefined;
  };
}
