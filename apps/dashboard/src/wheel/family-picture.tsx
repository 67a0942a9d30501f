import type { Brief } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { AccordWheel } from './accord-wheel.tsx';
import { FamilyTable } from './family-table.tsx';

interface FamilyPictureProps {
  readonly brief: Brief | undefined;
  readonly wish: string;
}

export function FamilyPicture({ brief, wish }: FamilyPictureProps): ReactNode {
  const text = useText();
  return (
    <section className="page-picture" aria-label={text.families.title}>
      <AccordWheel brief={brief} key={brief ? wish : ''} />
      {brief && <FamilyTable brief={brief} wish={wish} />}
    </section>
  );
}
