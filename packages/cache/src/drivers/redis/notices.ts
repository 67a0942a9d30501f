import type { RedisConnection } from './connection.ts';

/** Messages without content on channels that come and go, on one connection. */
export interface Notices {
  /** Wakes at each message, and once the channel is heard at all. Returns how to stop. */
  on(channel: string, wake: () => void): () => void;
  close(): void;
}

export function noticesOf(connection: RedisConnection): Notices {
  const listeners = new Map<string, Set<() => void>>();
  const subscriber = connection.duplicate();
  const wake = (channel: string): void => {
    for (const one of listeners.get(channel) ?? []) one();
  };
  subscriber.on('message', wake);
  const listen = (channel: string): Set<() => void> => {
    const known = listeners.get(channel);
    if (known !== undefined) return known;
    const others = new Set<() => void>();
    listeners.set(channel, others);
    subscriber.subscribe(channel).then(
      () => wake(channel),
      () => undefined,
    );
    return others;
  };

  return {
    on(channel, wake) {
      const others = listen(channel);
      others.add(wake);
      return () => {
        others.delete(wake);
        if (others.size > 0 || listeners.get(channel) !== others) return;
        listeners.delete(channel);
        subscriber.unsubscribe(channel).catch(() => undefined);
      };
    },
    close: () => subscriber.disconnect(),
  };
}
