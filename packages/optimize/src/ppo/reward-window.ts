/**
 * Scales rewards by the deviation of the last `size` of them, and of no older ones. The mean is left in: taking it away
 * would change which policy is best where episodes end. Constant rewards are left as they are.
 */
export class RewardWindow {
  #kept: number[] = [];
  #next = 0;
  #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  add(reward: number): void {
    this.#kept[this.#next] = reward;
    this.#next = (this.#next + 1) % this.#size;
  }

  /** Standard deviation of what is in the window. */
  deviation(): number {
    const mean = this.#kept.reduce((sum, reward) => sum + reward, 0) / Math.max(1, this.#kept.length);
    const square = this.#kept.reduce((sum, reward) => sum + (reward - mean) ** 2, 0);
    return Math.sqrt(square / Math.max(1, this.#kept.length));
  }

  /** What to divide rewards by. */
  divisor(): number {
    const deviation = this.deviation();
    return deviation < 1e-8 ? 1 : deviation;
  }

  /** Keeps the newest that fit into the new size. */
  resize(size: number): void {
    const ordered = [...this.#kept.slice(this.#next), ...this.#kept.slice(0, this.#next)];
    this.#kept = ordered.slice(-size);
    this.#next = this.#kept.length % size;
    this.#size = size;
  }

  save(): { readonly size: number; readonly next: number; readonly kept: readonly number[] } {
    return { size: this.#size, next: this.#next, kept: [...this.#kept] };
  }

  restore({ size, next, kept }: ReturnType<RewardWindow['save']>): void {
    this.#size = size;
    this.#next = next;
    this.#kept = [...kept];
  }
}

/** The size of the window that rewards of this deviation call for. */
export function windowFor(deviation: number): number {
  if (deviation > 10) return 5000;
  return deviation < 1 ? 500 : 1000;
}
