/**
 * Lets replies leave together. Handing a reply to the network wakes whoever waits for it, which on a virtual machine
 * can cost more than making the reply; while they are awake, the next ones cost little. So a reply waits for the others
 * that the same turn of the event loop makes, up to a limit; one that is alone waits for nothing.
 * docs/decisions/0018-replies-leave-together.md says more.
 *
 * @returns what a reply awaits before it is sent
 */
export function createDeparture(limit: number): () => Promise<void> {
  let waiting: (() => void)[] = [];
  const leave = (): void => {
    const leaving = waiting;
    waiting = [];
    for (const go of leaving) go();
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === limit) leave();
      else if (waiting.length === 1) setImmediate(leave);
    });
}
