/** Text as every database takes it: PostgreSQL has no NUL, and UTF-8 no half of a pair. */
export const storable = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, '\ufffd');
