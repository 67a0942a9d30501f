/** The largest record, in bytes. What a frame or a pack declares is held against it before memory is taken. */
export const MAX_RECORD_BYTES = 16 * 2 ** 20;

/** The largest dictionary, in bytes. */
export const MAX_DICTIONARY_BYTES = 2 * 2 ** 20;

/** The largest number that a dictionary is known by. */
export const MAX_DICTIONARY_ID = 2 ** 32 - 1;

/** The most records of a pack. */
export const MAX_PACK_RECORDS = 2 ** 20;

/** The largest pack, in bytes. */
export const MAX_PACK_BYTES = 2 ** 30;
