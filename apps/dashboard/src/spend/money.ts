/** An amount as one reads it: cents from a dollar on, below that up to six digits, and never nothing for something. */
export function money(usd: string): string {
  const negative = usd.startsWith('-');
  const amount = Math.abs(Number(usd));
  const sign = negative && amount > 0 ? '−' : '';
  if (amount > 0 && amount < 5e-7) return `${sign}<$0.000001`;
  const digits =
    amount >= 1 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumFractionDigits: 6 };
  return `${sign}$${amount.toLocaleString('en', digits)}`;
}

/** An amount to the last digit, as the books have it. */
export function exactMoney(usd: string): string {
  const text = usd.replace(/^-/, '');
  return `${usd.startsWith('-') ? '−' : ''}$${text}`;
}
