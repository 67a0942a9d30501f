import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const NOT_SOURCES = new Set(['node_modules', 'dist', 'coverage', '.git', '.accord']);

/** A copy of the tree to spoil, so that no other test sees it. The tree as it is is judged by the check itself, in `script/test`. */
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'accord-check-'));
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => path === root || !NOT_SOURCES.has(basename(path)),
  });
  linkPackages();
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Packages are those of the real tree, but the rooms among them are those of the copy. */
function linkPackages(): void {
  const from = join(root, 'node_modules');
  const to = join(copy, 'node_modules');
  mkdirSync(join(to, '@accord'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@accord' && name !== '.cache') symlinkSync(join(from, name), join(to, name));
  }
  for (const tree of ['packages', 'domains', 'apps']) {
    for (const room of readdirSync(join(copy, tree))) linkRoom(join(tree, room), to);
  }
  linkRoom('e2e', to);
}

function linkRoom(room: string, modules: string): void {
  const manifest: { readonly name: string } = JSON.parse(
    readFileSync(join(copy, room, 'package.json'), 'utf8'),
  );
  symlinkSync(join(copy, room), join(modules, manifest.name));
}

interface Verdict {
  readonly passed: boolean;
  readonly said: string;
}

function check(step: string): Verdict {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['script/check.mjs', step], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { passed: status === 0, said: stdout + stderr };
}

/** Lines to add to a file of the copy, or to make one of. */
interface Spoiling {
  readonly path: string;
  readonly lines: string;
}

/** Judges the copy with the given faults in it, and takes them out again. */
function checkSpoilt(step: string, ...spoilings: readonly Spoiling[]): Verdict {
  const undo = spoilings.map(({ path, lines }) => {
    const file = join(copy, path);
    const before = readOptional(file);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${before ?? ''}${lines}\n`);
    return () => (before === undefined ? rmSync(file) : writeFileSync(file, before));
  });
  try {
    return check(step);
  } finally {
    for (const one of undo) one();
  }
}

function readOptional(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const imports = (path: string, what: string, from: string): Spoiling => ({
  path,
  lines: `import { ${what} as spoilt } from '${from}';\nvoid spoilt;`,
});
const importsType = (path: string, what: string, from: string): Spoiling => ({
  path,
  lines: `import type { ${what} as Spoilt } from '${from}';\nexport type Again = Spoilt;`,
});

describe('directions', () => {
  describe('when they are broken', () => {
    const faults: readonly (readonly [fault: string, rule: string, spoiling: Spoiling])[] = [
      [
        'a driver in a domain',
        'no-driver-in-domain',
        imports('domains/fragrance/src/spoilt.ts', 'rulesEngine', '@accord/engine/drivers/rules'),
      ],
      [
        'what is above',
        'no-import-upward-from-0',
        imports('packages/kernel/src/spoilt.ts', 'integer', '@accord/knobs'),
      ],
      [
        'the type of a driver in a domain',
        'no-driver-in-domain',
        importsType('domains/fragrance/src/spoilt-1.ts', 'RuleSet', '@accord/engine/drivers/rules'),
      ],
      [
        'host in a domain',
        'no-import-upward',
        imports('domains/fragrance/src/spoilt-2.ts', 'openAccord', '@accord/host'),
      ],
      [
        'a driver in an app',
        'no-driver-but-from-host',
        imports('apps/server/src/spoilt-1.ts', 'rulesEngine', '@accord/engine/drivers/rules'),
      ],
      [
        'a type from above',
        'no-import-upward',
        importsType('packages/storage/src/spoilt-1.ts', 'Runtime', '@accord/runtime'),
      ],
      [
        'a neighbour',
        'no-import-sideways',
        imports('packages/storage/src/spoilt-2.ts', 'createLogger', '@accord/telemetry'),
      ],
      [
        'an app in another app, but for the decided one',
        'no-import-sideways',
        imports('apps/server/src/spoilt-2.ts', 'spoilt', '../../cli/src/command.ts'),
      ],
      [
        'a way around the index',
        'no-way-around-the-index',
        imports('packages/host/src/spoilt-1.ts', 'systemClock', '../../kernel/src/clock.ts'),
      ],
      [
        'a vendor outside its room',
        'no-vendor-outside-storage',
        imports('packages/runtime/src/spoilt-1.ts', 'default', 'better-sqlite3'),
      ],
      [
        'a vendor that has no room',
        'no-vendor-without-a-room',
        imports('packages/runtime/src/spoilt-2.ts', 'chromium', 'playwright-core'),
      ],
      [
        'more than the contract in the dashboard',
        'dashboard-imports-only-contract',
        imports('apps/dashboard/src/spoilt.ts', 'systemClock', '@accord/kernel'),
      ],
      [
        'a test double in the product',
        'no-testing-in-product',
        imports('packages/host/src/spoilt-2.ts', 'manualClock', '@accord/kernel/testing'),
      ],
      ['a cycle', 'no-cycle', imports('packages/kernel/src/clock.ts', 'isId', './ids.ts')],
      [
        'an import that leads nowhere',
        'no-unresolvable',
        imports('packages/kernel/src/spoilt-1.ts', 'nothing', './nowhere.ts'),
      ],
    ];
    let verdict: Verdict;

    beforeAll(() => {
      verdict = checkSpoilt('directions', ...faults.map(([, , spoiling]) => spoiling));
    });

    it('fail', () => {
      expect(verdict.passed).toBe(false);
    });

    it.each(faults)('are told with %s', (_, rule, { path }) => {
      const lines = verdict.said.split('\n').filter((line) => line.includes(`error ${rule}`));
      expect(lines.join('\n')).toContain(path);
    });
  });

  it('leave out, within a group, only what the decisions say', () => {
    const config = readFileSync(join(root, '.dependency-cruiser.cjs'), 'utf8');
    const [, list = ''] = /const DECIDED = \[([\s\S]*?)\];/.exec(config) ?? [];
    const decided = [...list.matchAll(/from: '([^']+)', to: '([^']+)'/g)].map(
      ([, from, to]) => `${from} → ${to}`,
    );
    const page = readFileSync(join(root, 'docs/decisions/imports-within-a-group.md'), 'utf8');
    const written = [...page.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)].map(
      ([, from, to]) => `${from} → ${to}`,
    );
    expect(decided).toEqual(written);
  });
});

describe('unused', () => {
  const CONST = 'export const spoilt = 1;';

  it('fails for an export, an export of an index, a file and a dependency, and tells of one that is not listed', () => {
    const { passed, said } = checkSpoilt(
      'unused',
      { path: 'packages/kernel/src/clock.ts', lines: `${CONST}\nimport 'spoilt-package';` },
      { path: 'packages/knobs/src/index.ts', lines: CONST },
      { path: 'packages/kernel/src/spoilt.ts', lines: CONST },
    );
    expect(said).toMatch(/^spoilt .*packages\/kernel\/src\/clock\.ts/m);
    expect(said).toMatch(/^spoilt .*packages\/knobs\/src\/index\.ts/m);
    expect(said).toContain('packages/kernel/src/spoilt.ts');
    expect(said).toContain('spoilt-package');
    expect(passed).toBe(false);
  });
});

describe('layout', () => {
  it('fails for export *, for a name that says nothing, and for other than kebab-case', () => {
    const { passed, said } = checkSpoilt(
      'layout',
      { path: 'packages/kernel/src/index.ts', lines: "export * from './clock.ts';" },
      { path: 'packages/kernel/src/utils/spoilt.ts', lines: '' },
      { path: 'packages/kernel/src/spoiltName.ts', lines: '' },
    );
    rmSync(join(copy, 'packages/kernel/src/utils'), { recursive: true });
    expect(said).toContain('packages/kernel/src/index.ts: export *');
    expect(said).toContain('packages/kernel/src/utils: a name that says nothing');
    expect(said).toContain('packages/kernel/src/spoiltName.ts: names of files are in kebab-case');
    expect(passed).toBe(false);
  });
});

describe('lint', () => {
  it('fails for any, the console, the environment outside host, and a promise that nobody awaits', () => {
    const { passed, said } = checkSpoilt(
      'lint',
      {
        path: 'packages/kernel/src/spoilt-1.ts',
        lines: 'export const spoilt = (value: any): unknown => value;',
      },
      { path: 'packages/kernel/src/spoilt-2.ts', lines: "console.log('spoilt');" },
      { path: 'packages/kernel/src/spoilt-3.ts', lines: "export const spoilt = process.env['HOME'];" },
      {
        path: 'packages/kernel/src/spoilt-4.ts',
        lines: 'export const spoilt = (): void => {\n  Promise.resolve(1);\n};',
      },
    );
    const rules = ['no-explicit-any', 'no-console', 'no-process-env', 'no-floating-promises'];
    for (const rule of rules) expect(said).toContain(`(${rule})`);
    expect(passed).toBe(false);
  });
});
