import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type BriefReply, briefReplySchema, cacheVerifySchema } from '@accord/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The command as it is installed; it runs what `npm run build` made. */
const BIN = fileURLToPath(new URL('../bin/accord.js', import.meta.url));
const WISH = 'A quiet woody scent for autumn evenings, nothing powdery, under $40';

let folder: string;
beforeAll(() => {
  expect(
    existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url))),
    'run npm run build first',
  ).toBe(true);
  folder = mkdtempSync(join(tmpdir(), 'accord-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

interface Start {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function accord(args: readonly string[], { input = '', env = {} }: Start = {}): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ACCORD_DATA_DIR: folder, ...env },
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [status, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, out, err };
}

describe.concurrent('accord brief', () => {
  it('prints exactly what the API replies', async () => {
    const { status, out, err } = await accord(['brief', WISH, '--json', '--mode', 'fast']);
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(out.split('\n')).toHaveLength(2);
    const { brief, meta } = briefReplySchema.parse(JSON.parse(out));
    expect(brief.notes_preference.woody).toBeGreaterThanOrEqual(0.7);
    expect(meta.mode_used).toBe('fast');
  });

  it('reads standard input when no text is given', async () => {
    const { out } = await accord(['brief', '--json'], { input: '상큼한 시트러스 향\n' });
    expect((JSON.parse(out) as BriefReply).brief.language).toBe('ko');
  });

  it('shows the brief in its own language, with the words it stands on, and no colour in a pipe', async () => {
    const english = await accord(['brief', WISH]);
    expect(english.out).toMatch(/Families +woody +█+░+ 0\.\d/);
    expect(english.out).toContain('“under $40”');
    const korean = await accord(['brief', '봄날에 어울리는 우디 향']);
    expect(korean.out).toMatch(/계절 +봄/);
    expect(english.out + korean.out).not.toContain('\u001b');
  });

  it('takes a text that looks like an option', async () => {
    const { status } = await accord(['brief', '--json', '--', '--help is a citrus scent']);
    expect(status).toBe(0);
  });

  it('does not let a text steer the terminal', async () => {
    const { out } = await accord(['brief', 'a woody\u001b[2J\u202e scent']);
    expect(out).not.toMatch(/[\u001b\u202e]/);
  });

  it.each([
    [['brief', ''], 'text'],
    [['brief', '   '], 'text'],
    [['brief', 'x'.repeat(4001)], 'text'],
    [['brief', 'citrus', '--mode', 'slow'], 'mode'],
    [['brief', 'citrus', '--language', 'fr'], 'language'],
  ])('refuses %#: a field that is wrong', async (args, field) => {
    const { status, out, err } = await accord(args);
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/^accord: [A-Z_]+: /);
    expect(err).toContain(`${field}: `);
  });
});

describe.concurrent('accord eval briefs', () => {
  it('measures a mode with the configured engines', async () => {
    const { status, out } = await accord(['eval', 'briefs', '--mode', 'creative', '--limit', '4', '--json']);
    expect(status).toBe(0);
    const measured = JSON.parse(out);
    expect(measured).toMatchObject({
      mode: 'creative',
      briefs: 4,
      failures: {},
      tokens: { input: 0, output: 0 },
    });
    expect(measured.quality.score).toBeGreaterThan(0.7);
    expect(measured.costUsd.total).toBeGreaterThan(0);
  });
});

describe.concurrent('accord eval semantic', () => {
  it('measures the built-in suite, and lets nothing through that is not the same', async () => {
    const { status, out } = await accord(['eval', 'semantic', '--json']);
    expect(status).toBe(0);
    const { sets } = JSON.parse(out);
    expect(sets.map(({ name }: { name: string }) => name)).toEqual(['en-frozen', 'en', 'ko-frozen', 'ko']);
    for (const { total, curve } of sets) {
      expect(total.guarded.wrong.hits).toBe(0);
      expect(total.similarity.wrong.hits).toBeGreaterThan(total.similarity.wrong.of / 2);
      const { right } = curve.find(({ threshold }: { threshold: number }) => threshold === 0.6).guarded;
      expect(right.hits / right.of).toBeGreaterThanOrEqual(0.4);
    }
  });

  it('measures pairs of a file, and says what is wrong with one', async () => {
    const file = join(folder, 'pairs.jsonl');
    writeFileSync(
      file,
      '{"a": "Is it 3?", "b": "Is it 4?", "same": false}\n{"a": "Hi", "b": "hi!", "same": true}\n',
    );
    const { out } = await accord(['eval', 'semantic', '--pairs', file, '--threshold', '0.2']);
    expect(out).toMatch(/all pairs +0\.0 % \(0\/1\) +100\.0 % \(1\/1\)/);
    writeFileSync(join(folder, 'broken.jsonl'), '{"a": "Is it 3?"}\n');
    const { status, err } = await accord(['eval', 'semantic', '--pairs', join(folder, 'broken.jsonl')]);
    expect(status).toBe(2);
    expect(err).toContain('line 1 is no pair');
  });
});

describe.concurrent('accord explain', () => {
  it('shows the decision of an earlier command', async () => {
    const reply = JSON.parse((await accord(['brief', WISH, '--json'])).out) as BriefReply;
    const shown = await accord(['explain', reply.meta.id]);
    expect(shown.out).toContain('fragrance.brief ok');
    expect(shown.out).toMatch(/✓ look_up/);
    const record = JSON.parse((await accord(['explain', reply.meta.id, '--json'])).out);
    expect(record).toMatchObject({ id: reply.meta.id, output: reply.brief, input: { text: WISH } });
  });

  it('knows no decision under a made-up id', async () => {
    const { status, err } = await accord(['explain', 'nope']);
    expect(status).toBe(1);
    expect(err).toMatch(/^accord: DECISION_NOT_FOUND: .*nope/);
  });
});

describe.concurrent('accord config show', () => {
  it('says where each value came from, and shows no secret', async () => {
    const env = { APP_ENV: 'production', PORT: '9000', ACCORD_ROLES_CREATIVE_API_KEY: 'hunter2' };
    const { out } = await accord(['config', 'show'], { env });
    expect(out).toMatch(/environment +production/);
    expect(out).toMatch(/server\.port +9000 +environment PORT/);
    expect(out).toMatch(/log\.level +warn +configs\/production\.yaml/);
    expect(out).toMatch(/storage\.busy_timeout_ms +1000 +default/);
    expect(out).toMatch(/roles\.creative\.api_key +\(hidden\) +environment ACCORD_ROLES_CREATIVE_API_KEY/);
    const json = await accord(['config', 'show', '--json'], { env });
    expect(JSON.parse(json.out)).toMatchObject({ environment: 'production', data_folder: folder });
    expect(out + json.out).not.toContain('hunter2');
  });

  it.each([['ACCORD_LOG_LEVLE'], ['ACCORD_DECISIONS_RETENTION']])('stops at a bad %s', async (variable) => {
    const { status, err } = await accord(['config', 'show'], { env: { [variable]: '1' } });
    expect(status).toBe(1);
    expect(err).toMatch(/^accord: KNOB_(UNKNOWN|INVALID): /);
  });
});

describe.concurrent('accord knobs', () => {
  it('lists every setting with what it takes and the variable that sets it', async () => {
    const knobs = JSON.parse((await accord(['knobs', '--json'])).out);
    expect(knobs).toContainEqual(
      expect.objectContaining({ name: 'server.port', default: 8000, variable: 'ACCORD_SERVER_PORT' }),
    );
    const names = knobs.map(({ name }: { name: string }) => name);
    const variables = knobs.map(({ variable }: { variable: string }) => variable);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(variables).size).toBe(names.length);
    const shown = (await accord(['knobs'])).out;
    for (const name of names) expect(shown).toContain(name);
  });
});

describe.concurrent('accord models recommend', () => {
  it('names a model, its precision and why', async () => {
    const { out } = await accord(['models', 'recommend', '--accuracy', 'critical', '--memory', '16']);
    expect(out).toContain('Llama 2-13B in Q8, 13.5 GB');
    expect(out).toContain('Accuracy is critical, and Llama 2-13B is the most accurate.');
    const json = await accord(['models', 'recommend', '--speed', '300', '--memory', '2', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ model: 'Mistral-7B', precision: 'Q4', fits: false });
  });
});

describe.concurrent('accord cache', () => {
  const invalidate = (...args: string[]): Promise<Ended> => accord(['cache', 'invalidate', ...args]);

  it('invalidates by what has happened', async () => {
    const { status, out, err } = await invalidate(
      '--event=fragrance.prompt_edited',
      '--field=role=creative',
      '--json',
    );
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(JSON.parse(out)).toEqual({ removed: { memory: 0, sqlite: 0 }, unreached: [] });
  });

  it.each([
    ['rain', [], /^accord: CACHE_EVENT_UNKNOWN: .*model\.replaced, fragrance\.prompt_edited/],
    ['model.replaced', ['--field=modle=x'], /^accord: CACHE_EVENT_INCOMPLETE: .*field model/],
  ] as const)('says what is wrong with %s %j', async (event, fields, message) => {
    const { status, err } = await invalidate(`--event=${event}`, ...fields);
    expect(status).toBe(1);
    expect(err).toMatch(message);
  });
});

describe.concurrent('accord cache verify', () => {
  it('says what is promised and what it takes', async () => {
    const { status, out, err } = await accord(['cache', 'verify']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/observe \(semantic\.mode\)\n.*2\.00 % of them are wrong.*\n.*takes \d{3} checks/);
    const { out: json } = await accord(['cache', 'verify', '--json']);
    expect(cacheVerifySchema.parse(JSON.parse(json))).toMatchObject({ mode: 'observe', delta: 0.02 });
  });

  it('says what is wrong with a verdict on nothing', async () => {
    const { status, err } = await accord(['cache', 'verify', '--wrong', '12']);
    expect(status).toBe(1);
    expect(err).toMatch(/^accord: CACHE_CHECK_UNKNOWN: There is no check 12/);
  });
});

describe.concurrent('accord', () => {
  it.each([
    ['--help'],
    ['brief --help'],
    ['explain --help'],
    ['config --help'],
    ['knobs -h'],
    ['models --help'],
    ['eval --help'],
    ['cache --help'],
  ])('%s says what it does', async (line) => {
    const { status, out, err } = await accord(line.split(' '));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('Usage: accord');
  });

  it.each([
    ['', /Which command/],
    ['breif', /Unknown command 'breif'; did you mean brief/],
    ['constructor', /Unknown command/],
    ['brief x --frobnicate', /Unknown option '--frobnicate'/],
    ['brief x --mode', /--mode/],
    ['explain', /Give one id/],
    ['explain a b', /Give one id/],
    ['config', /show/],
    ['config show more', /Unexpected argument 'more'/],
    ['knobs more', /Unexpected argument 'more'/],
    ['models', /recommend/],
    ['models recommend', /--memory GB/],
    ['models recommend --memory lots', /--memory is a number above zero/],
    ['models recommend --memory 8 --accuracy high', /--accuracy is one of normal, critical/],
    ['eval', /briefs/],
    ['eval briefs --mode slow', /fast, balanced, creative/],
    ['eval briefs --mode fast --limit 0', /whole number/],
    ['eval briefs --limit 3', /goes with --mode/],
    ['eval briefs --threshold 1', /go with semantic/],
    ['eval semantic --mode fast', /go with briefs/],
    ['eval semantic --threshold high', /--threshold is a number from 0 to 1/],
    ['eval semantic --pairs /nowhere.jsonl', /cannot be read/],
    ['cache', /stats, clear, invalidate, warm or verify/],
    ['cache verify --right 1 --wrong 2', /Give one of --right/],
    ['cache verify --right x', /x is no id of a check/],
    ['cache invalidate', /Give one of --pattern/],
    ['cache invalidate --tag t --event e', /Give one of --pattern/],
    ['cache invalidate --tag t --field a=b', /--field goes with --event/],
    ['cache invalidate --event e --field a', /--field takes name=value, not 'a'/],
    ['cache invalidate --event e --field =b', /--field takes name=value/],
  ])('refuses "%s" with status 2', async (line, message) => {
    const { status, out, err } = await accord(line.split(' ').filter(Boolean));
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).toContain('--help');
  });
});
