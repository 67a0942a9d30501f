import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import type { RecentWishes } from './recent.ts';

interface ReadyMadeProps {
  readonly recent: RecentWishes;
  readonly take: (wish: string) => void;
  readonly busy: boolean;
}

/** Wishes to start from: one's own latest, and examples. */
export function ReadyMade({ recent, take, busy }: ReadyMadeProps): ReactNode {
  const text = useText();
  return (
    <div className="ready-made">
      <WishList title={text.wish.starters} wishes={text.starters} take={take} busy={busy} />
      {recent.wishes.length > 0 && (
        <WishList title={text.wish.recent} wishes={recent.wishes} take={take} busy={busy}>
          <button type="button" className="link" onClick={recent.forget}>
            {text.wish.forget}
          </button>
        </WishList>
      )}
    </div>
  );
}

interface WishListProps extends Omit<ReadyMadeProps, 'recent'> {
  readonly title: string;
  readonly wishes: readonly string[];
  readonly children?: ReactNode;
}

function WishList({ title, wishes, take, busy, children }: WishListProps): ReactNode {
  return (
    <section>
      <div className="list-head">
        <h2 className="eyebrow">{title}</h2>
        {children}
      </div>
      <ul className="wish-list">
        {wishes.map((wish) => (
          <li key={wish}>
            <button type="button" onClick={() => take(wish)} disabled={busy}>
              {wish}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
