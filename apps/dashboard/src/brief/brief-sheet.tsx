import type { Brief } from '@accord/contract';
import type { ReactNode } from 'react';
import { noteName } from '../text/notes.ts';
import { useText } from '../text/use-text.ts';
import { BUDGET, PRODUCTS, SEASONS } from './choices.ts';
import { CopyButton } from './copy-button.tsx';
import { isInferred, wordFor } from './fields.ts';
import { Row } from './row.tsx';
import { Scale } from './scale.tsx';
import { Stops } from './stops.tsx';

interface BriefSheetProps {
  readonly brief: Brief;
  readonly wish: string;
}

/** Every field but the families, as the sheet a perfumer would be handed: name, value, the words behind it. */
export function BriefSheet({ brief, wish }: BriefSheetProps): ReactNode {
  const text = useText();
  const { field } = text.brief;
  const source = { brief, wish };
  return (
    <section className="sheet" aria-labelledby="sheet-title">
      <div className="list-head">
        <h2 className="section-title" id="sheet-title">
          {text.brief.title}
        </h2>
        <CopyButton content={JSON.stringify(brief, null, 2)} />
      </div>
      <dl className="rows">
        <Row {...source} path="style" name={field.style}>
          <span className="family-name" data-family={brief.style}>
            {text.families.names[brief.style]}
          </span>
          <span className="beside">{text.families.like[brief.style]}</span>
        </Row>
        <Row
          {...source}
          path="notes.required"
          empty={brief.notes.required.length === 0}
          name={field.required}
        >
          <Names names={brief.notes.required.map((note) => noteName(note, text.language))} />
        </Row>
        <Row
          {...source}
          path="notes.excluded"
          empty={brief.notes.excluded.length === 0}
          name={field.excluded}
        >
          <Names names={brief.notes.excluded.map((note) => noteName(note, text.language))} struck />
        </Row>
        <Row {...source} path="mood" empty={brief.mood.length === 0} name={field.mood}>
          <Names names={brief.mood.map((mood) => text.mood[mood])} />
        </Row>
        <Row {...source} path="season" empty={brief.season.length === 0} name={field.season}>
          <Stops all={SEASONS} chosen={brief.season} names={text.season} />
        </Row>
        <Row {...source} path="intensity" name={field.intensity}>
          <Scale
            value={brief.intensity}
            word={wordFor(brief.intensity, text.brief.intensity)}
            ends={text.brief.intensity}
          />
        </Row>
        <Row {...source} path="complexity" name={field.complexity}>
          <Scale
            value={brief.complexity}
            word={wordFor(brief.complexity, text.brief.complexity)}
            ends={text.brief.complexity}
          />
        </Row>
        <Row {...source} path="product_category" name={field.product_category}>
          <Stops all={PRODUCTS} chosen={[brief.product_category]} names={text.product} />
        </Row>
        <Row {...source} path="target_profile" name={field.target_profile}>
          {text.profile[brief.target_profile]}
        </Row>
        <Row {...source} path="budget_tier" name={field.budget_tier}>
          <Stops all={BUDGET} chosen={[brief.budget_tier]} names={text.budget} />
        </Row>
        <Row {...source} path="constraints" name={field.constraints}>
          <Constraints brief={brief} />
        </Row>
      </dl>
    </section>
  );
}

function Names({
  names,
  struck = false,
}: {
  readonly names: readonly string[];
  readonly struck?: boolean;
}): ReactNode {
  const text = useText();
  if (names.length === 0) return <span className="none">{text.brief.none}</span>;
  return (
    <ul className={struck ? 'names names-struck' : 'names'}>
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

function Constraints({ brief }: { readonly brief: Brief }): ReactNode {
  const text = useText();
  const { max_allergens_ppm: ppm, ...flags } = brief.constraints;
  const demands = (['vegan', 'natural_only', 'allergen_free'] as const)
    .filter((flag) => flags[flag])
    .map((flag) => text.brief.constraints[flag]);
  const limit = text.brief.allergens(ppm.toLocaleString(text.language));
  if (!isInferred(brief, 'constraints.max_allergens_ppm')) return <Names names={[...demands, limit]} />;
  if (demands.length === 0) return <span className="none">{limit}</span>;
  return (
    <>
      <Names names={demands} />
      <span className="none">
        {limit} ({text.brief.assumed})
      </span>
    </>
  );
}
