import type { BriefReply, BriefRequest, Mode } from '@accord/contract';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { BriefSheet } from './brief/brief-sheet.tsx';
import { Hints } from './brief/hints.tsx';
import { ReadyMade } from './composer/ready-made.tsx';
import { ModeChoice, MODES } from './composer/mode-choice.tsx';
import { ProblemNotice } from './composer/problem-notice.tsx';
import { useRecentWishes } from './composer/recent.ts';
import { WishForm } from './composer/wish-form.tsx';
import { useBriefCall } from './composer/use-brief-call.ts';
import { Warnings } from './brief/warnings.tsx';
import { Banner } from './decision/banner.tsx';
import { DecisionPanel } from './decision/decision-panel.tsx';
import { useStoredChoice } from './frame/stored.ts';
import { AttentionContext, type Target } from './reading/attention.tsx';
import { ReadWish } from './reading/read-wish.tsx';
import { useText } from './text/use-text.ts';
import { FamilyPicture } from './wheel/family-picture.tsx';

interface Reading {
  readonly reply: BriefReply;
  readonly request: BriefRequest;
}

interface BriefPageProps {
  /** The page stays, with what was read, while another view is looked at. */
  readonly shown: boolean;
  readonly startOver: () => void;
}

/** From the empty page through the wish to its brief. */
export function BriefPage({ shown, startOver }: BriefPageProps): ReactNode {
  const text = useText();
  const [wish, setWish] = useState('');
  const [mode, setMode] = useStoredChoice<Mode>('accord.mode', MODES, 'balanced');
  const [editing, setEditing] = useState(true);
  const [reading, setReading] = useState<Reading>();
  const [target, attend] = useState<Target>();
  const recent = useRecentWishes();
  const field = useRef<HTMLTextAreaElement>(null);
  const readTitle = useRef<HTMLHeadingElement>(null);
  const call = useBriefCall((reply, request) => {
    setReading({ reply, request });
    setEditing(false);
    recent.keep(request.text);
  });

  const send = (words: string): void => {
    setWish(words);
    attend(undefined);
    call.send({ text: words, mode });
  };
  const edit = (): void => {
    setEditing(true);
    requestAnimationFrame(() => field.current?.focus());
  };
  useEffect(() => {
    if (!editing) readTitle.current?.focus();
  }, [editing]);

  const brief = reading?.reply.brief;
  return (
    <AttentionContext value={{ target, attend }}>
      <main
        className={brief ? 'page page-read' : 'page'}
        id={shown ? 'main' : undefined}
        hidden={!shown}
        tabIndex={-1}
        lang={text.language}
      >
        <div className="page-words">
          <h1>{text.question}</h1>
          {!brief && <p className="invitation">{text.invitation}</p>}
          {reading && !editing ? (
            <ReadWish
              wish={reading.request.text}
              brief={reading.reply.brief}
              title={readTitle}
              edit={edit}
              startOver={startOver}
            />
          ) : (
            <WishForm
              wish={wish}
              change={setWish}
              send={() => send(wish)}
              cancel={call.cancel}
              busy={call.busy}
              faulty={call.problem !== undefined}
              field={field}
            />
          )}
          {reading && <Banner meta={reading.reply.meta} />}
          {brief && <Warnings warnings={brief.warnings} language={brief.language} />}
          <ModeChoice
            mode={mode}
            choose={setMode}
            readAs={editing ? undefined : reading?.reply.meta.mode_asked}
            readAgain={() => send(reading?.request.text ?? wish)}
            cancel={call.cancel}
            busy={call.busy}
          />
          {call.failure !== undefined && (
            <ProblemNotice failure={call.failure} retry={() => send(wish)} wish={wish} />
          )}
          {call.cancelled && <p className="aside">{text.wish.cancelled}</p>}
          {!brief && <ReadyMade recent={recent} take={send} busy={call.busy} />}
        </div>
        <FamilyPicture brief={brief} wish={reading?.request.text ?? ''} />
        {brief && <BriefSheet brief={brief} wish={reading?.request.text ?? ''} />}
        {brief && (
          <Hints hints={brief.creative_hints} source={brief.hints_source} language={brief.language} />
        )}
        {reading && (
          <DecisionPanel key={reading.reply.meta.id} meta={reading.reply.meta} wish={reading.request.text} />
        )}
      </main>
      <p className="unseen" role="status">
        {call.busy
          ? text.announce.reading
          : brief && text.announce.result(text.families.names[brief.style], brief.warnings.length)}
      </p>
    </AttentionContext>
  );
}
