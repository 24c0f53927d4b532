import { describe, expect, it } from 'vitest';
import { Remembered } from './remembered.ts';

describe('Remembered', () => {
  it('answers what was put', () => {
    const rows = new Remembered<string>(10);
    rows.put('a', 'row', rows.since());
    expect([rows.get('a'), rows.get('b')]).toEqual(['row', undefined]);
  });

  it('does not take what was read before something was forgotten', () => {
    const rows = new Remembered<string>(10);
    const since = rows.since();
    rows.forget('b');
    rows.put('a', 'old', since);
    expect(rows.get('a')).toBeUndefined();
  });

  it('takes nothing of a row that is being changed, until every change has ended', () => {
    const rows = new Remembered<string>(10);
    rows.put('a', 'old', rows.since());
    rows.begin('a');
    rows.begin('a');
    rows.put('a', 'uncommitted', rows.since());
    expect(rows.get('a')).toBeUndefined();
    rows.end('a');
    rows.put('a', 'uncommitted', rows.since());
    expect(rows.get('a')).toBeUndefined();
    rows.end('a');
    rows.put('a', 'new', rows.since());
    expect(rows.get('a')).toBe('new');
  });

  it('takes nothing at all while rows that nobody can name are being changed', () => {
    const rows = new Remembered<string>(10);
    rows.put('a', 'old', rows.since());
    rows.beginAll();
    rows.put('b', 'row', rows.since());
    expect([rows.get('a'), rows.get('b')]).toEqual([undefined, undefined]);
    rows.endAll();
    rows.put('b', 'row', rows.since());
    expect(rows.get('b')).toBe('row');
  });

  it('keeps what is asked for and stays within its limit', () => {
    const rows = new Remembered<number>(100);
    rows.put('kept', 0, rows.since());
    for (let key = 1; key <= 1_000; key++) {
      rows.put(key, key, rows.since());
      expect(rows.get('kept')).toBe(0);
    }
    const held = Array.from({ length: 1_000 }, (_, index) => rows.get(index + 1)).filter((row) => row !== undefined);
    expect(held.length).toBeLessThanOrEqual(100);
    expect(rows.get(1_000)).toBe(1_000);
  });
});
