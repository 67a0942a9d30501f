import { createContext, useContext } from 'react';

/** What the reader points at: a run of the text by its start, or a field of the brief by its path. */
export type Target =
  | { readonly kind: 'words'; readonly start: number }
  | { readonly kind: 'field'; readonly path: string };

export interface Attention {
  readonly target: Target | undefined;
  readonly attend: (target: Target | undefined) => void;
}

export const AttentionContext = createContext<Attention>({ target: undefined, attend: () => undefined });

export const useAttention = (): Attention => useContext(AttentionContext);

/** Handlers for whatever stands for a field: pointing at it or focusing inside it shows its words. */
export function useFieldAttention(path: string): {
  readonly active: boolean;
  readonly handlers: {
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: () => void;
    readonly onBlur: () => void;
  };
} {
  const { target, attend } = useAttention();
  const look = (): void => attend({ kind: 'field', path });
  const away = (): void => attend(undefined);
  return {
    active: target?.kind === 'field' && target.path === path,
    handlers: { onPointerEnter: look, onPointerLeave: away, onFocus: look, onBlur: away },
  };
}
