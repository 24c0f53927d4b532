import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompanyServer, startCompany } from './routes/company-server.ts';

let company: CompanyServer;
let born: number;
beforeAll(async () => {
  company = await startCompany();
  born = company.server.now();
});
afterAll(() => company.close());

const LONG = 'x'.repeat(129);

describe('authority §4: a refusal names the member', () => {
  it.each([
    ['PUT /resources', { id: 1, name: LONG }, 'name'],
    ['PUT /resources', [{ id: 1, name: LONG }], '[0].name'],
    ['PUT /resources/1', { name: 7 }, 'name'],
    ['POST /resources', { name: LONG }, 'name'],
    ['POST /resources', [{ name: 'a' }, { name: LONG }], '[1].name'],
    ['PUT /roleUsers/1', { user_id: 7 }, 'user_id'],
    ['PUT /roleUsers/1', [{ user_id: 'clerk' }, { user_id: 'clerk', role_type: 'king' }], '[1].role_type'],
    ['POST /roleUsers/1', { user_id: '' }, 'user_id'],
  ])('%s %j: as it was sent, a list or not', async (call, body, member) => {
    const { status, body: answer } = await company.as('boss', call, body);
    expect([status, answer.error_description.split(': ')[0]]).toEqual([400, member]);
  });
});

describe('at=', () => {
  const ask = (call: string, at: number, who = 'boss'): ReturnType<CompanyServer['as']> =>
    company.as(who, `${call}${call.includes('?') ? '&' : '?'}at=${encodeURIComponent(new Date(at).toISOString())}`);

  it.each(['GET /roles', 'GET /userResources', 'GET /explain?user_id=clerk&resource_id=1'])(
    'before the client existed: %s answers 404 and says that it is the moment, not the client',
    async (call) => {
      const { status, body } = await ask(call, born - 86_400_000);
      expect([status, body.error_description]).toEqual([
        404,
        'at: the client did not exist then, or its history does not reach back so far',
      ]);
    },
  );

  it('since it existed: is answered as of then', async () => {
    expect((await ask('GET /roles', born)).status).toBe(200);
  });
});
