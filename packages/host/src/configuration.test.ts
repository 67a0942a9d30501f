import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineKnobs, integer } from '@accord/knobs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Configuration, type ConfigurationOptions, readConfiguration } from './configuration.ts';
import { HOME } from './home.ts';

const serverKnobs = defineKnobs('server', {
  port: integer({ default: 8000, range: [0, 65_535], unit: 'port', effect: '', scope: 'process' }),
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-config-'));
  for (const name of ['development', 'staging', 'production']) write(name, '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, yaml: string): void => writeFileSync(join(folder, `${name}.yaml`), yaml);

const read = (options: ConfigurationOptions): Configuration =>
  readConfiguration({ env: {}, configFolder: folder, appKnobs: [serverKnobs], domains: [], ...options });

function entry(configuration: Configuration, name: string): unknown[] {
  const found = configuration.knobs.entries.find(({ leaf }) => leaf.name === name);
  return [found?.value, found?.origin];
}

const refusal = (code: string, detail: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(detail) });

describe('the environment', () => {
  it('is development unless APP_ENV says otherwise', () => {
    expect(read({}).environment).toBe('development');
    expect(read({ env: { APP_ENV: 'production' } }).environment).toBe('production');
  });

  it.each(['prod', '', 'Production', '../secrets'])('is refused as %j', (name) => {
    expect(() => read({ env: { APP_ENV: name } })).toThrow(
      refusal('CONFIG_ENVIRONMENT_UNKNOWN', /development, staging, production/),
    );
  });
});

describe('a value', () => {
  it('comes from the defaults, under the file, under the variables, and says so', () => {
    write('staging', 'log:\n  level: warn\ndecisions:\n  retention: 500\n');
    const configuration = read({ env: { APP_ENV: 'staging', ACCORD_DECISIONS_RETENTION: '600' } });
    expect(entry(configuration, 'decisions.flush_ms')).toEqual([50, 'default']);
    expect(entry(configuration, 'log.level')).toEqual(['warn', 'configs/staging.yaml']);
    expect(entry(configuration, 'decisions.retention')).toEqual([
      600,
      'environment ACCORD_DECISIONS_RETENTION',
    ]);
  });

  it('may differ by mode', () => {
    const configuration = read({ env: { ACCORD_SERVING_INTERPRETER_MAX_NEW_TOKENS_FAST: '100' } });
    expect(entry(configuration, 'serving.interpreter.max_new_tokens.fast')[0]).toBe(100);
    expect(entry(configuration, 'serving.interpreter.max_new_tokens.creative')[0]).toBe(1024);
  });

  it('may be commented out with all its siblings', () => {
    write('development', 'roles:\n  interpreter:\n#    driver: openai\n');
    expect(entry(read({}), 'roles.interpreter.driver')).toEqual(['rules', 'default']);
  });
});

describe('the port', () => {
  it('is chosen by PORT before ACCORD_SERVER_PORT', () => {
    const configuration = read({ env: { PORT: '9000', ACCORD_SERVER_PORT: '9001' } });
    expect(entry(configuration, 'server.port')).toEqual([9000, 'environment PORT']);
  });

  it('means nothing to an app that has none', () => {
    expect(() => read({ env: { PORT: '9000' }, appKnobs: [] })).not.toThrow();
  });

  it.each(['', 'http', '-1', '65536', '80.5'])('is refused as %j', (port) => {
    expect(() => read({ env: { PORT: port } })).toThrow(
      refusal('KNOB_INVALID', /server\.port \(environment PORT\)/),
    );
  });
});

describe('the folder of all state', () => {
  it('is .accord beside configs/ unless it is chosen', () => {
    expect(read({ cwd: '/elsewhere' }).dataFolder).toBe(join(HOME, '.accord'));
  });

  it('starts at the working directory when a variable gives a relative path', () => {
    expect(read({ cwd: '/elsewhere', env: { ACCORD_DATA_DIR: 'state' } }).dataFolder).toBe(
      '/elsewhere/state',
    );
    expect(read({ cwd: '/elsewhere', env: { ACCORD_DATA_DIR: '/var/accord' } }).dataFolder).toBe(
      '/var/accord',
    );
  });
});

describe('what stops the start', () => {
  it('is a variable that sets nothing, with what was probably meant', () => {
    expect(() => read({ env: { ACCORD_LOG_LEVLE: 'info' } })).toThrow(
      refusal('KNOB_UNKNOWN', /ACCORD_LOG_LEVLE .*did you mean ACCORD_LOG_LEVEL\?/),
    );
  });

  it('is a line of the file that sets nothing, with what was probably meant', () => {
    write('development', 'decisions:\n  retension: 5\n');
    expect(() => read({})).toThrow(
      refusal('KNOB_UNKNOWN', /decisions\.retension \(configs\/development\.yaml\).*decisions\.retention\?/),
    );
  });

  it.each([
    ['out of range', 'decisions:\n  retention: 1\n'],
    ['of another type', 'log:\n  level: 5\n'],
    ['a list', 'log:\n  level: [info]\n'],
  ])('is a value that is %s', (_, yaml) => {
    write('development', yaml);
    expect(() => read({})).toThrow(refusal('KNOB_INVALID', /configs\/development\.yaml/));
  });

  it.each([
    ['no YAML', 'log: [info'],
    ['a list', '- log\n'],
    ['a name that stands twice', 'log:\n  level: info\nlog:\n  level: warn\n'],
  ])('is a file that holds %s', (_, yaml) => {
    write('development', yaml);
    expect(() => read({})).toThrow(refusal('CONFIG_FILE_INVALID', /configs\/development\.yaml/));
  });

  it('is a file that is missing', () => {
    rmSync(join(folder, 'staging.yaml'));
    expect(() => read({ env: { APP_ENV: 'staging' } })).toThrow(
      refusal('CONFIG_FILE_INVALID', /configs\/staging\.yaml/),
    );
  });

  it('never tells a secret', () => {
    const secret = 'k'.repeat(1001);
    expect(() => read({ env: { ACCORD_ROLES_CREATIVE_API_KEY: secret } })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('kkk') }),
    );
  });
});
