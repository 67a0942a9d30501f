import type { ComponentHealth } from '@accord/contract';
import type { Clock } from '@accord/kernel';
import { unavailable } from '../../unavailable.ts';
import { describeFault, type Fault, faultOf } from './fault.ts';
import { generations, type OpenFile } from './file.ts';

export interface Connection {
  /** @throws CACHE_LEVEL_UNAVAILABLE while there is no file that can be used */
  file(): OpenFile;
  /** Goes over to a new file at once when another has taken the place of this one. */
  follow(): void;
  failed(error: unknown): void;
  succeeded(): void;
  /** Gives up every file there is, so that nothing in it is ever read again; a new one is begun. */
  discard(reason: string): void;
  health(): ComponentHealth;
  isClosed(): boolean;
  close(): void;
}

export interface ConnectionOptions {
  readonly path: string;
  readonly busyTimeoutMs: number;
  /** What the entries may take, as they are counted. */
  readonly maxBytes: number;
  readonly retryMs: number;
  readonly clock: Clock;
}

type State =
  | { readonly kind: 'open'; readonly file: OpenFile; readonly complaint: string | undefined }
  /** Nothing older than `atLeast` may be opened: it is damaged, or holds what was to be removed. */
  | { readonly kind: 'down'; readonly atLeast: number; readonly reason: string }
  | { readonly kind: 'closed' };

const MOST_DOUBLINGS = 6;
/** Objects of the database module are never freed (docs/decisions/0010-native-module.md): what is opened stays. */
const MOST_OPENINGS = 256;
/** How soon a file that was replaced by another process is noticed by who only reads. */
const CURRENT_FOR_MS = 200;

export function connect(options: ConnectionOptions): Connection {
  const { retryMs, clock } = options;
  const files = generations(options);
  let state: State = { kind: 'down', atLeast: 0, reason: 'The database was not opened yet' };
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let openings = 0;
  let checkedAt = clock.monotonic();

  const retryLater = (): void => {
    const pause = retryMs * 2 ** Math.min(failures, MOST_DOUBLINGS);
    failures += 1;
    clearTimeout(timer);
    timer = setTimeout(open, pause).unref();
  };
  const goDown = (atLeast: number, reason: string): void => {
    if (state.kind === 'open') state.file.close();
    state = { kind: 'down', atLeast, reason };
  };

  const open = (): void => {
    if (state.kind !== 'down') return;
    if (openings >= MOST_OPENINGS) {
      const reason = `The database failed ${openings} times and is left alone until the next start: ${state.reason}`;
      state = { ...state, reason };
      return;
    }
    openings += 1;
    const { atLeast } = state;
    try {
      const file = openFrom(atLeast);
      state = { kind: 'open', file, complaint: undefined };
      checkedAt = clock.monotonic();
      files.removeBefore(file.generation);
    } catch (error) {
      state = { kind: 'down', atLeast, reason: describeFault(error) };
      retryLater();
    }
  };
  /** A file that turns out damaged as it is opened is passed over once; a second one says that the disk is at fault. */
  const openFrom = (atLeast: number): OpenFile => {
    try {
      return files.open(atLeast);
    } catch (error) {
      if (faultOf(error) !== 'damaged') throw error;
      return files.open(files.newest(atLeast) + 1);
    }
  };
  const reopen = (): void => {
    if (failures > 0) return retryLater();
    failures = 1;
    clearTimeout(timer);
    timer = setTimeout(open, 0).unref();
  };

  const connection: Connection = {
    file() {
      if (state.kind !== 'open') throw unavailable(reasonIn(state));
      if (clock.monotonic() - checkedAt >= CURRENT_FOR_MS) connection.follow();
      if (state.kind !== 'open') throw unavailable(reasonIn(state));
      return state.file;
    },
    follow() {
      if (state.kind !== 'open') return;
      checkedAt = clock.monotonic();
      if (state.file.isCurrent()) return;
      goDown(state.file.generation, 'Another file has taken the place of the database');
      open();
    },
    failed(error) {
      const fault: Fault | undefined = faultOf(error);
      if (state.kind !== 'open' || fault === undefined || fault === 'locked') return;
      const reason = describeFault(error);
      if (fault === 'full') {
        state = { ...state, complaint: reason };
        return;
      }
      goDown(state.file.generation + (fault === 'damaged' ? 1 : 0), reason);
      reopen();
    },
    succeeded() {
      failures = 0;
      if (state.kind === 'open' && state.complaint !== undefined) state = { ...state, complaint: undefined };
    },
    discard(reason) {
      if (state.kind === 'closed') return;
      const next = files.newest(state.kind === 'open' ? 0 : state.atLeast - 1) + 1;
      const wasOpen = state.kind === 'open';
      goDown(next, reason);
      files.removeBefore(next);
      if (wasOpen) open();
    },
    health: () => healthOf(state),
    isClosed: () => state.kind === 'closed',
    close() {
      clearTimeout(timer);
      if (state.kind === 'open') state.file.close();
      state = { kind: 'closed' };
    },
  };
  open();
  return connection;
}

const reasonIn = (state: Exclude<State, { kind: 'open' }>): string =>
  state.kind === 'closed' ? 'The cache was closed' : state.reason;

function healthOf(state: State): ComponentHealth {
  if (state.kind !== 'open') return { status: 'UNHEALTHY', detail: reasonIn(state) };
  if (state.complaint !== undefined) return { status: 'DEGRADED', detail: `Writes fail: ${state.complaint}` };
  return { status: 'HEALTHY', detail: state.file.path };
}
