import { describe, expect, it } from 'vitest';
import { DatabaseUnusable } from '../storage-errors.ts';
import { readPostgresUrl } from './postgres-url.ts';

const VERIFIED = { rejectUnauthorized: true };

describe('the URL of a PostgreSQL database', () => {
  it('names user, password, host, port and database', () => {
    expect(readPostgresUrl('postgres://me:p%40ss@db.example:6432/hufu')).toEqual({
      user: 'me',
      password: 'p@ss',
      host: 'db.example',
      port: 6432,
      database: 'hufu',
      ssl: VERIFIED,
    });
  });

  it.each([
    ['postgres://db.example/hufu', VERIFIED],
    ['postgresql://db.example/hufu?sslmode=verify-full', VERIFIED],
    ['postgres://db.example/hufu?sslmode=disable', false],
    ['postgres://localhost/hufu', false],
    ['postgres://127.0.0.1/hufu', false],
    ['postgres://[::1]/hufu', false],
    ['postgres://localhost/hufu?host=/run/postgresql', false],
    ['postgres://localhost/hufu?host=db.example', VERIFIED],
    ['postgres://127.0.0.1.example/hufu', VERIFIED],
    ['postgres:///hufu', false],
  ])('%s is reached by verified TLS unless it stays on this machine or says otherwise', (url, ssl) => {
    expect(readPostgresUrl(url).ssl).toEqual(ssl);
  });

  it.each([
    'postgres://x/y?sslmode=require',
    'postgres://x/y?sslmode=prefer',
    'postgres://x/y?options=-c',
    'postgres://x/y?sslrootcert=/none',
  ])('%s is refused', (url) => {
    expect(() => readPostgresUrl(url)).toThrow(DatabaseUnusable);
  });
});
