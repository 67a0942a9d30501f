import type { Dictionary } from './dictionary.ts';

/** A dictionary as it goes to the thread. */
export interface SentDictionary extends Pick<Dictionary, 'id' | 'bytes'> {
  /** SHA-256 of the bytes: the thread keeps some dictionaries open. */
  readonly name: string;
}

/** What takes seconds, and so is not done in the thread that serves. */
export type CodecJob =
  | { readonly kind: 'train'; readonly samples: readonly Uint8Array[]; readonly bytes: number }
  | {
      readonly kind: 'pack';
      readonly records: readonly Uint8Array[];
      readonly level: number;
      readonly dictionary: SentDictionary | undefined;
    }
  /** The frames of records, one after another: how small they become by a dictionary is all that is asked. */
  | {
      readonly kind: 'measure';
      readonly records: readonly Uint8Array[];
      readonly level: number;
      readonly dictionary: SentDictionary;
    };

export type CodecReply =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'failed'; readonly reason: string };
