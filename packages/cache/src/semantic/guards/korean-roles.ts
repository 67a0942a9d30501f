/** What a particle makes of its noun. */
const ROLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    subject: '이 가 께서',
    topic: '은 는 이란 란 이라는 라는',
    object: '을 를',
    from: '에서 부터 에게서 한테서 에서는 에서의 에선 에서도 부터는',
    to: '로 으로 까지 에게 한테 께 으로는 로는 까지는 까지의 에게는 한테는 로도 으로도',
    at: '에 에는 에도',
    than: '보다 보다는 보다도',
    with: '와 과 랑 이랑 하고',
    of: '의',
  }).flatMap(([role, particles]) => particles.split(' ').map((particle) => [particle, role] as const)),
);

/** The role that the particles of a noun give it, from the outermost in; the topic yields to what is more telling. Empty where none says. */
export function roleOf(tails: readonly string[]): string {
  let role = '';
  for (const tail of tails.toReversed()) {
    const found = ROLES.get(tail);
    if (found === undefined || (role !== '' && found === 'subject')) continue;
    role = found;
    if (found !== 'topic') return found;
  }
  return role;
}
