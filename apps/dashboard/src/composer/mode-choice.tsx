import type { Mode } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

export const MODES: readonly Mode[] = ['fast', 'balanced', 'creative'];

interface ModeChoiceProps {
  readonly mode: Mode;
  readonly choose: (mode: Mode) => void;
  /** Mode of the brief on the page, unless the wish is being edited. */
  readonly readAs: Mode | undefined;
  readonly readAgain: () => void;
  readonly cancel: () => void;
  readonly busy: boolean;
}

export function ModeChoice({ mode, choose, readAs, readAgain, cancel, busy }: ModeChoiceProps): ReactNode {
  const text = useText();
  return (
    <div className={readAs === undefined ? 'mode' : 'mode-again'}>
      <fieldset className="mode-choices" disabled={busy}>
        <legend className="eyebrow">{text.mode.label}</legend>
        {MODES.map((choice) => (
          <label key={choice} className="mode-choice">
            <input
              type="radio"
              name="mode"
              value={choice}
              checked={choice === mode}
              onChange={() => choose(choice)}
              aria-describedby={`mode-${choice}`}
            />
            <span className="mode-name">{text.mode.names[choice]}</span>
            <span className={readAs === undefined ? 'mode-does' : 'unseen'} id={`mode-${choice}`}>
              {text.mode.does[choice]}
            </span>
          </label>
        ))}
      </fieldset>
      {readAs !== undefined && busy && (
        <button type="button" className="button" onClick={cancel}>
          <span className="pulse" aria-hidden="true" />
          {text.wish.cancel}
        </button>
      )}
      {readAs !== undefined && readAs !== mode && !busy && (
        <button type="button" className="button button-main" onClick={readAgain}>
          {text.wish.again(text.mode.names[mode])}
        </button>
      )}
    </div>
  );
}
