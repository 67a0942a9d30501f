const HEADINGS = ['figure', 'value', 'target', 'holds', 'baseline'];

/** A result as plain text, for a terminal. */
export function tableOf({ name, machine, figures }) {
  const rows = [HEADINGS, ...figures.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return [`${name} (${machineLine(machine)})`, '', ...lines, ''].join('\n');
}

export const machineLine = ({ cpu, cores, memory_gib, system, node, date }) =>
  `${cpu}, ${cores} cores, ${memory_gib} GiB, ${system}, Node ${node}, ${date}`;

export function cellsOf({ id, value, unit, target, holds, baseline }) {
  return [
    id,
    withUnit(value, unit),
    target === null ? '' : withUnit(target, unit),
    holds === null ? '' : holds ? 'yes' : 'NO, MISSED',
    baseline === null ? '' : `${withUnit(baseline.value, baseline.unit)} ${baseline.name}`,
  ];
}

const withUnit = (value, unit) => `${value}${unit === '1' ? '' : ` ${unit}`}`;
