/** Prints the batch sheet alone, or the whole report; the styles read which from the root. */
export function printPage(what: 'sheet' | 'report'): void {
  const { dataset } = document.documentElement;
  dataset['print'] = what;
  addEventListener(
    'afterprint',
    () => {
      delete dataset['print'];
    },
    { once: true },
  );
  print();
}
