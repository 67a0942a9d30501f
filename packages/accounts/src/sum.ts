/** A sum of whole numbers that stays exact: a number while it is a safe one, `bigint` beyond. */
export interface Sum {
  /** A safe whole number, which may be negative. */
  add(amount: number): void;
  value(): bigint;
}

export function createSum(): Sum {
  let safe = 0;
  let beyond = 0n;
  return {
    add(amount) {
      const next = safe + amount;
      if (Number.isSafeInteger(next)) safe = next;
      else {
        beyond += BigInt(safe);
        safe = amount;
      }
    },
    value: () => beyond + BigInt(safe),
  };
}
