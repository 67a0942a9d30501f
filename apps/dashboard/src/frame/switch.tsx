import type { ReactNode } from 'react';

interface SwitchProps<Choice extends string> {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly Choice[];
  readonly chosen: Choice;
  readonly choose: (choice: Choice) => void;
  readonly show: (choice: Choice) => ReactNode;
  readonly hint?: (choice: Choice) => string;
}

/** A few choices of which one holds, as native radio buttons in a row. */
export function Switch<Choice extends string>(props: SwitchProps<Choice>): ReactNode {
  const { name, legend, choices, chosen, choose, show, hint } = props;
  return (
    <fieldset className="switch">
      <legend className="unseen">{legend}</legend>
      {choices.map((choice) => (
        <label key={choice} className="switch-choice" title={hint?.(choice)}>
          <input
            type="radio"
            className="unseen"
            name={name}
            value={choice}
            checked={choice === chosen}
            onChange={() => choose(choice)}
          />
          <span className="switch-face">{show(choice)}</span>
        </label>
      ))}
    </fieldset>
  );
}
