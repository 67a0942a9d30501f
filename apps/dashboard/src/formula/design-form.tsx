import type { DesignAlgorithm, DesignPreset, DesignRequest, ProductCategory } from '@accord/contract';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { Choice } from './choice.tsx';
import { namesIn } from './names-in.ts';

interface DesignFormProps {
  readonly busy: boolean;
  readonly begin: (request: DesignRequest) => void;
  readonly stop: () => void;
}

const OF_THE_WISH = 'wish';
const MOST_SEED = 4_294_967_295;

/** The wish, and how it is searched for. */
export function DesignForm({ busy, begin, stop }: DesignFormProps): ReactNode {
  const text = useText();
  const words = text.formula;
  const [wish, setWish] = useState('');
  const [product, setProduct] = useState<ProductCategory | typeof OF_THE_WISH>(OF_THE_WISH);
  const [algorithm, setAlgorithm] = useState<DesignAlgorithm>('nsga2');
  const [preset, setPreset] = useState<DesignPreset>('balanced');
  const [taste, setTaste] = useState(false);
  const [seed, setSeed] = useState('1');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    begin({
      text: wish,
      algorithm,
      preset,
      seed: Number(seed),
      taste,
      ...(product !== OF_THE_WISH && { product }),
    });
  };
  return (
    <form className="wish-form" onSubmit={submit} aria-busy={busy}>
      <label htmlFor="formula-wish" className="eyebrow">
        {words.wish}
      </label>
      <textarea
        id="formula-wish"
        className="wish-field formula-wish"
        dir="auto"
        rows={2}
        required
        value={wish}
        onChange={(event) => setWish(event.target.value)}
        placeholder={words.placeholder}
        readOnly={busy}
        spellCheck={false}
      />
      {wish === '' && !busy && (
        <p className="beside">
          <button type="button" className="link" onClick={() => setWish(words.starter)}>
            {words.starter}
          </button>
        </p>
      )}
      <div className="design-choices">
        <Choice
          label={words.product}
          choices={[OF_THE_WISH, ...namesIn(text.product)]}
          chosen={product}
          choose={setProduct}
          show={(one) => (one === OF_THE_WISH ? words.ofTheWish : text.product[one])}
        />
        <Choice
          label={words.algorithm}
          choices={namesIn(words.algorithms)}
          chosen={algorithm}
          choose={setAlgorithm}
          show={(one) => words.algorithms[one]}
        />
        <Choice
          label={words.preset}
          choices={namesIn(words.presets)}
          chosen={preset}
          choose={setPreset}
          show={(one) => words.presets[one]}
        />
        <label className="field">
          <span>{words.seed}</span>
          <input
            type="number"
            min={0}
            max={MOST_SEED}
            step={1}
            required
            value={seed}
            onChange={(event) => setSeed(event.target.value)}
          />
        </label>
      </div>
      <label className="by-taste">
        <input type="checkbox" checked={taste} onChange={(event) => setTaste(event.target.checked)} />
        <span>{words.byTaste}</span>
      </label>
      <div className="wish-actions">
        {busy ? (
          <button type="button" className="button" onClick={stop}>
            <span className="pulse" aria-hidden="true" />
            {words.stop}
          </button>
        ) : (
          <button type="submit" className="button button-main">
            {words.search}
          </button>
        )}
      </div>
    </form>
  );
}
