/** A pattern of names, in which `*` stands for any run of characters and everything else for itself. */
export interface NamePattern {
  /** What every name that matches begins with. */
  readonly prefix: string;
  matches(name: string): boolean;
}

/** Matches in time linear in the length of the name, whatever the pattern: no part is ever tried twice. */
export function namePattern(pattern: string): NamePattern {
  const [prefix = '', ...rest] = pattern.split('*');
  const suffix = rest.pop();
  if (suffix === undefined) return { prefix, matches: (name) => name === pattern };
  const between = rest.filter((part) => part !== '');
  return {
    prefix,
    matches(name) {
      if (name.length < prefix.length + suffix.length) return false;
      if (!name.startsWith(prefix) || !name.endsWith(suffix)) return false;
      const end = name.length - suffix.length;
      let from = prefix.length;
      for (const part of between) {
        const found = name.indexOf(part, from);
        if (found < 0 || found + part.length > end) return false;
        from = found + part.length;
      }
      return true;
    },
  };
}
