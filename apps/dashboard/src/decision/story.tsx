import type { Decision, Meta } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { tell } from './sentences.ts';

interface StoryProps {
  readonly meta: Meta;
  readonly record: Decision | undefined;
}

/** The decision as sentences, in the order in which it fell. */
export function Story({ meta, record }: StoryProps): ReactNode {
  const text = useText();
  return (
    <div>
      <h3 className="eyebrow" id="story-title">
        {text.story.story}
      </h3>
      <ol className="story" aria-labelledby="story-title">
        {tell(meta, record, text).map(({ tone, text: sentence, detail }, index) => (
          // A sentence has no identity but its place in the story, which never changes.
          <li key={index} className={`story-${tone}`}>
            {tone !== 'plain' && <span className="unseen">{text.story.marks[tone]}: </span>}
            {sentence}
            {detail !== undefined && (
              <span className="story-detail" lang="en">
                {detail}
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
