import type { Degree, Mention, Stance } from './elements.ts';

/** The stance of something that is wanted to a degree. */
export function affirmedStance(degree: Degree | undefined): Stance {
  switch (degree) {
    case 'touch':
      return 'touched';
    case 'less':
    case 'excess':
      return 'limited';
    case 'hardly':
      return 'lesser';
    default:
      return 'wanted';
  }
}

/** Gives mentions a stance, and the words up to `cueEnd` to the last of them as evidence. */
export function settle(mentions: readonly Mention[], stance: Stance, cueEnd: number): void {
  for (const mention of mentions) {
    const alreadyTouched = mention.stance === 'touched' && stance === 'welcome';
    if (!alreadyTouched) mention.stance = stance;
  }
  const last = mentions.at(-1);
  if (last !== undefined) last.cueEnd = Math.max(last.cueEnd, cueEnd);
}
