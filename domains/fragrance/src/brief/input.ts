import type { Language } from '@accord/contract';

/** A wish, as the task is given it. */
export interface BriefInput {
  readonly text: string;
  readonly language?: Language | undefined;
}
