import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { picoUsd } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { resolveKnobs } from '@accord/knobs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerKnobs } from '../knobs.ts';
import { chargeOf, intentOf } from '../testing/rig.ts';
import { type Journal, openJournal } from './journal.ts';
import {
  headText,
  openLine,
  postedLine,
  recordsOf,
  recoveredLine,
  reserveLine,
  settledLine,
} from './record.ts';
import { createReplay } from './replay.ts';
import { readStretch, segmentsIn } from './segments.ts';

const ID = '01935f6e-7c1a-7000-8000-000000000000';
let folder: string;
let clock: ReturnType<typeof manualClock>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-journal-'));
  clock = manualClock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (set: Readonly<Record<string, unknown>> = {}, carried = () => ''): Journal =>
  openJournal({
    folder,
    id: ID,
    start: { segment: 0, offset: 0 },
    knobs: resolveKnobs([ledgerKnobs], [{ origin: 'test', values: new Map(Object.entries(set)) }]).of(
      ledgerKnobs,
    ),
    clock,
    carried,
  });

/** The lines of each frame of the files, in order. */
function framesIn(): string[][] {
  return (segmentsIn(folder).get(ID) ?? []).flatMap((segment) => {
    const frames: string[][] = [];
    for (let offset = 0; ; ) {
      const stretch = readStretch({ folder, journal: ID, from: { segment, offset }, bytes: 1 });
      if (stretch.lines.length === 0) return frames;
      offset = stretch.offset;
      frames.push(...stretch.lines.map((frame) => frame.toString('utf8').trimEnd().split('\n')));
    }
  });
}

describe('a journal', () => {
  it.each(['never', 'interval', 'always'])(
    'writes the lines of a turn as one frame, with sync %s',
    async (sync) => {
      const journal = open({ 'ledger.sync': sync });
      await Promise.all([journal.reserve('1\n'), journal.reserve('2\n')]);
      journal.append('3\n');
      await journal.reserve('4\n');
      expect(framesIn()).toEqual([
        ['1', '2'],
        ['3', '4'],
      ]);
      await clock.elapse(2000);
      journal.close();
      journal.append('5\n');
      expect(journal.fault()).toBeUndefined();
      expect(framesIn()).toHaveLength(2);
    },
  );

  it('begins a new file with what is open, and leaves nothing out', async () => {
    const open5 = openLine(headText(5, 0, intentOf()));
    const journal = open({ 'ledger.segment_bytes': 4096 }, () => open5);
    const long = `${'x'.repeat(3000)}\n`;
    for (let count = 0; count < 4; count++) await journal.reserve(long);
    expect(journal.end().segment).toBe(2);
    journal.close();
    expect(framesIn().map(([first]) => first?.slice(0, 6))).toEqual([
      'xxxxxx',
      'xxxxxx',
      '["o",5',
      'xxxxxx',
      'xxxxxx',
      '["o",5',
    ]);
  });

  it('refuses reservations while it cannot be written, and loses no settlement', async () => {
    const away = `${folder}.away`;
    renameSync(folder, away);
    const journal = open();
    journal.append('settled\n');
    await expect(journal.reserve('refused\n')).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    expect(journal.fault()).toContain('ENOENT');
    journal.append('settled later\n');
    renameSync(away, folder);
    await clock.elapse(1000);
    await new Promise(setImmediate);
    expect(journal.fault()).toBeUndefined();
    expect(framesIn()).toEqual([['settled', 'settled later']]);
    journal.close();
  });

  it('goes on in the full file while a new one cannot be made', async () => {
    const journal = open({ 'ledger.segment_bytes': 4096, 'ledger.sync': 'never' });
    const long = `${'x'.repeat(5000)}\n`;
    // Where the next file would be, there is a folder.
    const taken = join(folder, `${ID}.00000001.log`);
    mkdirSync(join(taken, 'not-empty'), { recursive: true });
    await journal.reserve(long);
    await journal.reserve('and on\n');
    expect(journal.end().segment).toBe(0);
    expect(journal.fault()).toBeDefined();
    rmSync(taken, { recursive: true });
    await journal.reserve('more\n');
    expect(journal.end().segment).toBe(1);
    expect(journal.fault()).toBeUndefined();
    journal.close();
    expect(readdirSync(folder)).toHaveLength(2);
    expect(framesIn().map(([first]) => first?.slice(0, 6))).toEqual(['xxxxxx', 'and on', 'more']);
  });
});

describe('the records of a journal', () => {
  const odd = '"\\\n\u2028\ud83d\ude00한';
  const head = headText(7, 11, intentOf({ request: odd, model: odd, most: picoUsd(5) }));
  const overhead = { compute: picoUsd(1), network: picoUsd(2), storage: picoUsd(3) };
  const end = { at: 12, charges: [chargeOf({ engine: odd }), chargeOf()], overhead };

  it('are read as they were written', () => {
    const lines = [
      reserveLine(head),
      openLine(head),
      settledLine(7, end),
      recoveredLine(8, end),
      postedLine(head, end),
    ];
    const read = recordsOf(lines.join(''));
    const expected = {
      number: 7,
      at: 11,
      request: odd,
      tenant: 'local',
      key: '',
      endpoint: 'chat',
      model: odd,
      most: 5,
    };
    expect(read).toEqual([
      { kind: 'reserve', head: expected },
      { kind: 'open', head: expected },
      { kind: 'settled', number: 7, end },
      { kind: 'recovered', number: 8, end },
      { kind: 'posted', head: expected, end },
    ]);
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  });

  it('are cut where a name is longer than any name', () => {
    const [record] = recordsOf(reserveLine(headText(1, 1, intentOf({ model: 'm'.repeat(9999) }))));
    expect(record).toMatchObject({ head: { model: 'm'.repeat(200) } });
  });

  it('that do not fit are not booked: reserved twice, settled twice, settled without a reservation', () => {
    const replay = createReplay();
    const of = (line: string) => recordsOf(line).map((record) => replay.next(record));
    expect(of(reserveLine(head))).toMatchObject([{ kind: 'reserved' }]);
    expect(of(reserveLine(head))).toEqual(['reserved twice']);
    expect(of(openLine(head))).toEqual([undefined]);
    expect(of(settledLine(7, end))).toMatchObject([{ kind: 'settled', head: { number: 7 } }]);
    expect(of(settledLine(7, end))).toEqual(['settled without a reservation, or twice']);
    // A repetition from the head of a file that was begun before the settlement.
    expect(of(openLine(head))).toEqual([undefined]);
    expect(replay.open.size).toBe(0);
  });
});
