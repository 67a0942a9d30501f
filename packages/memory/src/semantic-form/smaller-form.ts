import type { Dictionary } from '../codec/dictionary.ts';
import { encodeFrame } from '../codec/frame.ts';

/** Whether a form takes fewer bytes than its content, each written by itself: what the dictionary has is short as it is. */
export const isSmallerForm = (
  form: Uint8Array,
  content: Uint8Array,
  how: { readonly level: number; readonly dictionary: Dictionary | undefined },
): boolean =>
  form.length < content.length && encodeFrame(form, how).length < encodeFrame(content, how).length;
