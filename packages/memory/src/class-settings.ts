import {
  type AgeingAction,
  type AgeingStep,
  checkedClasses,
  type ClassPolicies,
  type ClassPolicy,
  DEFAULT_CLASSES,
  invalidClass,
} from './classes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Of a class that is new: nothing is lost by what was not said. */
const CAREFUL: ClassPolicy = {
  fidelity: 'lossless',
  storeRaw: true,
  ageing: [],
  encrypted: true,
  edgeOnly: false,
  forgettable: false,
};
const FIDELITIES = ['lossless', 'semantic'] as const;
const ACTIONS: readonly AgeingAction[] = ['tighten_compression', 'summarize_pack'];
const FIELDS = ['fidelity', 'store_raw', 'ageing', 'encrypted', 'edge_only', 'forgettable'];

/**
 * Policies from a configuration, laid over the default table: classes by name, each with `fidelity`, `store_raw`, `ageing` (steps of
 * `after_days` and `action`), `encrypted`, `edge_only` and `forgettable`. What is left out of a class stays as it was.
 *
 * @param value as a YAML or JSON file gives it
 * @throws MEMORY_POLICY_INVALID
 */
export function classesFrom(value: unknown): ClassPolicies {
  const given = Object.entries(fieldsOf(value, 'classes')).map(([name, fields]) => {
    const before = Object.hasOwn(DEFAULT_CLASSES, name) ? DEFAULT_CLASSES[name] : undefined;
    return [name, policyOf(name, fieldsOf(fields, name), before ?? CAREFUL)] as const;
  });
  return checkedClasses({ ...DEFAULT_CLASSES, ...Object.fromEntries(given) });
}

function policyOf(name: string, fields: Fields, before: ClassPolicy): ClassPolicy {
  const unknown = Object.keys(fields).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw invalidClass(`${name}.${unknown}`, `the fields are ${FIELDS.join(', ')}`);
  const flag = (field: string, otherwise: boolean): boolean => {
    const given = fields[field] ?? otherwise;
    if (typeof given === 'boolean') return given;
    throw invalidClass(`${name}.${field}`, 'it is true or false');
  };
  return {
    fidelity: oneOf(FIDELITIES, fields['fidelity'] ?? before.fidelity, `${name}.fidelity`),
    storeRaw: flag('store_raw', before.storeRaw),
    ageing: fields['ageing'] === undefined ? before.ageing : stepsOf(fields['ageing'], `${name}.ageing`),
    encrypted: flag('encrypted', before.encrypted),
    edgeOnly: flag('edge_only', before.edgeOnly),
    forgettable: flag('forgettable', before.forgettable),
  };
}

function stepsOf(value: unknown, path: string): AgeingStep[] {
  if (!Array.isArray(value)) throw invalidClass(path, 'it is a list of steps');
  const steps = value.map((each: unknown, at) => {
    const fields = fieldsOf(each, `${path}[${at}]`);
    const afterDays = fields['after_days'];
    if (typeof afterDays !== 'number')
      throw invalidClass(`${path}[${at}].after_days`, 'it is a number of days');
    return { afterDays, action: oneOf(ACTIONS, fields['action'], `${path}[${at}].action`) };
  });
  const isInOrder = steps.every(({ afterDays }, at) => afterDays >= (steps[at - 1]?.afterDays ?? 0));
  if (!isInOrder) throw invalidClass(path, 'the steps come in the order of their days');
  return steps;
}

function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw invalidClass(path, 'it has named fields');
}

function oneOf<T extends string>(choices: readonly T[], value: unknown, path: string): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw invalidClass(path, `it is one of ${choices.join(', ')}`);
}
