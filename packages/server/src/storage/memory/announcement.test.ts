import { describe, expect, it } from 'vitest';
import { decodeAnnouncement, encodeAnnouncement } from './announcement.ts';
import type { RowChanges, RowKind } from './remembered-rows.ts';

describe('an announcement', () => {
  it('says which rows were changed, whether epochs moved or signing keys changed, and which clients are no more', () => {
    const rows: RowChanges = new Map<RowKind, Set<string | number> | 'all'>([
      ['users', new Set(['alice'])],
      ['clients', new Set([7])],
      ['grants', 'all'],
    ]);
    expect(decodeAnnouncement(encodeAnnouncement({ rows, authority: true, signingKeys: true, ended: [7] }))).toEqual({
      rows,
      authority: true,
      signingKeys: true,
      ended: [7],
    });
  });

  it('that would be longer than PostgreSQL takes says that any row of a kind may have changed', () => {
    const rows: RowChanges = new Map([['tokens', new Set(Array.from({ length: 1_000 }, (_, index) => `token-${index}`))]]);
    const text = encodeAnnouncement({ rows });
    expect(Buffer.byteLength(text)).toBeLessThan(8_000);
    expect(decodeAnnouncement(text)?.rows).toEqual(new Map([['tokens', 'all']]));
    const ended = Array.from({ length: 5_000 }, (_, index) => index);
    expect(decodeAnnouncement(encodeAnnouncement({ ended }))).toBeUndefined();
  });

  it.each(['', 'x', '[]', '{"rows":{"sessions":"all"}}', '{"rows":{"users":[{}]}}', '{"rows":{},"newer":1}'])(
    'of another program (%s) is not understood, so that everything is forgotten',
    (text) => {
      expect(decodeAnnouncement(text)).toBeUndefined();
    },
  );
});
