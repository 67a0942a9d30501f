import type { ReactNode } from 'react';

interface ChoiceProps<One extends string> {
  readonly label: string;
  readonly choices: readonly One[];
  readonly chosen: One;
  readonly choose: (one: One) => void;
  readonly show: (one: One) => string;
}

/** One of several, in a list that opens. */
export function Choice<One extends string>(props: ChoiceProps<One>): ReactNode {
  const { label, choices, chosen, choose, show } = props;
  return (
    <label className="field">
      <span>{label}</span>
      <select
        value={chosen}
        onChange={(event) => {
          const one = choices.find((choice) => choice === event.target.value);
          if (one !== undefined) choose(one);
        }}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {show(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}
