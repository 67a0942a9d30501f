import { describe, expect, it } from 'vitest';
import { insertOf, numbered } from './statement.ts';

describe('statements for PostgreSQL', () => {
  it('count their parameters', () => {
    expect(numbered('SELECT ? WHERE a = ? AND b > ?')).toBe('SELECT $1 WHERE a = $2 AND b > $3');
  });

  it('insert many rows at once', () => {
    const insert = insertOf(
      'INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = excluded.b',
    );
    expect(insert?.width).toBe(2);
    expect(insert?.of(2)).toBe(
      'INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT (a) DO UPDATE SET b = excluded.b',
    );
  });

  it.each([
    'UPDATE t SET a = ? WHERE b = ?',
    'INSERT INTO t (a) VALUES (?) ON CONFLICT (a) DO UPDATE SET a = ?',
  ])('are run row by row where parameters stand elsewhere: %s', (sql) => {
    expect(insertOf(sql)).toBeUndefined();
  });
});
