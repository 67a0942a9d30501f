import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../text/use-text.ts';

interface ConfirmationProps {
  readonly question: string;
  readonly agree: () => void;
  readonly refuse: () => void;
}

/** Asks before what cannot be undone; Escape and the focus it opens with both mean no. */
export function Confirmation({ question, agree, refuse }: ConfirmationProps): ReactNode {
  const { cache } = useText().operations;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="confirmation" aria-labelledby="question" onCancel={refuse}>
      <p className="section-title" id="question">
        {question}
      </p>
      <div className="confirmation-answers">
        <button type="button" className="button" onClick={refuse}>
          {cache.no}
        </button>
        <button type="button" className="button button-main" onClick={agree}>
          {cache.yes}
        </button>
      </div>
    </dialog>
  );
}
