import { type ReactNode, useState } from 'react';
import { useText } from '../text/use-text.ts';

export function CopyButton({ content }: { readonly content: string }): ReactNode {
  const text = useText();
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(content);
      setSaid(text.brief.copied);
    } catch {
      setSaid(text.brief.copyFailed);
    }
    setTimeout(() => setSaid(''), 3000);
  };
  return (
    <span className="copy">
      <span role="status">{said}</span>
      <button type="button" className="link" onClick={copy}>
        {text.brief.copy}
      </button>
    </span>
  );
}
