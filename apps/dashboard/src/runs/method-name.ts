const NAMES: Readonly<Record<string, string>> = {
  ga: 'GA',
  nsga2: 'NSGA-II',
  nsga3: 'NSGA-III',
  ppo: 'PPO',
};

/** A method as the field writes it, which is the same in every language. */
export const methodName = (method: string): string => NAMES[method] ?? method;
