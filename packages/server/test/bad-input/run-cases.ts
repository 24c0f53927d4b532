import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RawAnswer, sendBytes, sendRaw } from '../support/raw-http.ts';
import type { BadCase } from './bad-case.ts';
import { type CaseValues, startWorld, type World } from './world.ts';

/** Runs cases against a server of their own, and looks at its log when all are done. */
export function runCases(title: string, cases: readonly BadCase[]): void {
  describe(`contract §4: ${title} (${cases.length} cases)`, () => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld();
    });
    afterAll(() => world.server.close());

    test.each(cases.map((bad) => [bad.title, bad] as const))('%s', async (_title, bad) => {
      const values = await world.begin(bad);
      const answer = await send(world, bad, values);
      expectRefusal(answer, bad, values);
      expect(await values.casualties()).toEqual([]);
    });

    test('no log line holds a secret that was planted, and no request failed on our side', () => {
      const log = world.server.logged.join('\n');
      const leaked = [...world.planted].filter((secret) => secret.length > 0 && log.includes(secret));
      expect(leaked).toEqual([]);
      expect(log).not.toContain('request.failed');
    });
  });
}

let address = 0;

function send({ server }: World, bad: BadCase, values: CaseValues): Promise<RawAnswer> {
  if (bad.bytes !== undefined)
    return sendBytes(server, typeof bad.bytes === 'string' ? Buffer.from(values.fill(bad.bytes), 'latin1') : bad.bytes);
  address += 1;
  // Each case comes from an address of its own, so that no limit on failures hides what it gets.
  const from = `X-Forwarded-For: 10.0.${address >> 8}.${address & 255}`;
  return sendRaw(server, {
    method: bad.method ?? 'GET',
    target: values.fill(bad.target),
    headers: [from, ...(bad.headers ?? []).map((line) => values.fill(line))],
    body: typeof bad.body === 'string' ? values.fill(bad.body) : (bad.body ?? ''),
  });
}

function expectRefusal(answer: RawAnswer, bad: BadCase, { marker }: CaseValues): void {
  expect([answer.status, answer.status === bad.status ? '' : answer.body.slice(0, 600)]).toEqual([bad.status, '']);
  if (bad.platform === true) return;
  expectSafeHeaders(answer);
  if (bad.allow !== undefined) expect(answer.headers.get('allow')).toBe(bad.allow);
  if (bad.page !== undefined) expect(answer.body.includes(bad.page), answer.body.slice(0, 2000)).toBe(true);
  if (bad.redirect !== undefined) expectRedirect(answer, bad.redirect);
  if (answer.headers.get('content-type')?.startsWith('application/json') === true) expectJson(answer, bad, marker);
  else expect(bad.error).toBeUndefined();
}

function expectSafeHeaders({ headers }: RawAnswer): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-z]{16}$/);
}

function expectRedirect({ headers }: RawAnswer, error: string): void {
  const location = new URL(headers.get('location') ?? '');
  expect(location.href.startsWith('http://client.example/callback?')).toBe(true);
  expect(location.searchParams.get('error')).toBe(error);
  expect(location.searchParams.get('error_description')).toMatch(DESCRIPTION);
  expect(location.searchParams.has('code')).toBe(false);
}

// RFC 6749 Appendix A.8.
const DESCRIPTION = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

function expectJson({ body }: RawAnswer, bad: BadCase, marker: string): void {
  const { error, error_description: description } = JSON.parse(body) as Record<string, unknown>;
  if (bad.error !== undefined) expect(error).toBe(bad.error);
  expect(description).toMatch(DESCRIPTION);
  expect(body).not.toContain(marker);
}
