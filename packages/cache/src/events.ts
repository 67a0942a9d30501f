import { AccordError } from '@accord/kernel';
import { cacheErrors } from './errors.ts';
import type { Selector } from './level.ts';

/**
 * What a named event makes invalid. In a tag, `{field}` stands for the field of that name of the event, as in
 * `doc:{id}`. A pattern has no fields, because what came in as one could widen it.
 */
export type CacheEvents = Readonly<Record<string, readonly EventTarget[]>>;

type EventTarget =
  | { readonly by: 'tag'; readonly tag: string }
  | { readonly by: 'pattern'; readonly pattern: string };

export interface CacheEvent {
  readonly by: 'event';
  readonly event: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly tenant: string | undefined;
}

const FIELD = /\{(\w+)\}/g;

/** @throws CACHE_EVENT_UNKNOWN, CACHE_EVENT_INCOMPLETE */
export function selectorsOf({ event, fields, tenant }: CacheEvent, events: CacheEvents): readonly Selector[] {
  if (!Object.hasOwn(events, event)) {
    throw new AccordError(cacheErrors.CACHE_EVENT_UNKNOWN, {
      detail: `No event is called ${event}; there are ${Object.keys(events).join(', ') || 'none'}`,
      field: 'event',
    });
  }
  const fieldOf = (_: string, name: string): string => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined) {
      throw new AccordError(cacheErrors.CACHE_EVENT_INCOMPLETE, {
        detail: `The event ${event} needs the field ${name}`,
        field: `fields.${name}`,
      });
    }
    return value;
  };
  return (events[event] ?? []).map((target) =>
    target.by === 'tag'
      ? { by: 'tag', tag: target.tag.replace(FIELD, fieldOf), tenant }
      : { by: 'pattern', pattern: target.pattern, tenant },
  );
}
