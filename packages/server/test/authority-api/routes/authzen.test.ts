import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompanyServer, startCompany } from './company-server.ts';

let company: CompanyServer;
beforeAll(async () => {
  company = await startCompany();
});
afterAll(() => company.close());

const subject = (id: string): object => ({ type: 'user', id });
const doc = { type: 'doc', id: '1' };
const action = (name: string): object => ({ name });
const ask = (who: string, path: string, body: unknown) => company.as(who, `POST /access/v1/${path}`, body);

describe('AuthZEN 1.0 §6 Access Evaluation', () => {
  it.each([
    ['clerk', doc, 'read', true],
    ['clerk', doc, 'write', false],
    ['head', doc, 'write', true],
    ['head', { type: 'resource', id: 'doc/1#write' }, 'anything', true],
    ['chemist', { type: 'resource', id: 'secrets' }, 'use', true],
    ['clerk', { type: 'doc', id: '1#read' }, 'write', false],
    ['clerk', { type: 'doc/1', id: '' }, 'read', false],
    ['nobody', doc, 'read', false],
  ])('a client asks about anyone: %s, %o, %s', async (...[id, resource, name, decision]) => {
    const { status, body } = await ask('client', 'evaluation', { subject: subject(id), resource, action: action(name) });
    expect([status, body]).toEqual([200, { decision }]);
  });

  it('`type/id` decides where there is no `type/id#action`', async () => {
    const [id] = (await company.as('boss', 'POST /resources', [{ name: 'wiki/7' }])).body;
    const wiki = { subject: subject('boss'), resource: { type: 'wiki', id: '7' }, action: action('edit') };
    expect((await ask('client', 'evaluation', wiki)).body).toEqual({ decision: true });
    await company.as('boss', `DELETE /resources/${id}`);
  });

  it('an administrator asks within reach, a user about themself; anyone else does not exist for them', async () => {
    const read = (id: string): object => ({ subject: subject(id), resource: doc, action: action('read') });
    expect((await ask('lead', 'evaluation', read('clerk'))).body).toEqual({ decision: true });
    expect((await ask('clerk', 'evaluation', read('clerk'))).body).toEqual({ decision: true });
    expect((await ask('lead', 'evaluation', read('head'))).body).toEqual({ decision: false });
    expect((await ask('clerk', 'evaluation', read('head'))).body).toEqual({ decision: false });
  });

  it('ignores unknown members and properties', async () => {
    const body = {
      subject: { ...subject('clerk'), properties: { a: 1 } },
      resource: doc,
      action: action('read'),
      context: {},
      more: [],
    };
    expect((await ask('client', 'evaluation', body)).body).toEqual({ decision: true });
  });
});

describe('AuthZEN 1.0 §10.1 errors and request ids', () => {
  const whole = { subject: subject('clerk'), resource: doc, action: action('read') };
  it.each([
    ['no subject', { ...whole, subject: undefined }],
    ['no action', { ...whole, action: undefined }],
    ['no resource', { ...whole, resource: undefined }],
    ['no subject type', { ...whole, subject: { id: 'clerk' } }],
    ['no subject id', { ...whole, subject: { type: 'user' } }],
    ['no action name', { ...whole, action: {} }],
    ['no resource id', { ...whole, resource: { type: 'doc' } }],
    ['a subject that is a string', { ...whole, subject: 'clerk' }],
    ['an action name that is a number', { ...whole, action: { name: 7 } }],
    ['a list', [whole]],
    ['nothing', undefined],
  ])('400 with a message for %s', async (_, body) => {
    const answer = await ask('client', 'evaluation', body);
    expect([answer.status, typeof answer.body]).toEqual([400, 'string']);
  });

  it('400 for another content type, 401 without credentials, 403 without the scope, 405 for GET', async () => {
    const url = `${company.server.url}/access/v1/evaluation`;
    const send = (headers: Record<string, string>) => fetch(url, { method: 'POST', headers, body: JSON.stringify(whole) });
    expect((await send({ 'content-type': 'text/plain' })).status).toBe(400);
    // In the encoding of headers (RFC 9110 §5.5): a byte a character.
    const nobody = await send({ 'content-type': 'application/json', 'x-request-id': 'mine ü' });
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, `Bearer realm="${company.server.issuer}"`]);
    expect(nobody.headers.get('x-request-id')).toBe('mine ü');
    expect((await company.withScope('role:read')('clerk', 'POST /access/v1/evaluation', whole)).status).toBe(403);
    expect((await fetch(url)).status).toBe(405);
  });
});

describe('AuthZEN 1.0 §7 Access Evaluations', () => {
  const evaluations = [{ action: action('read') }, { action: action('write') }, { action: action('read') }];
  const decisions = async (more: object): Promise<unknown> =>
    (await ask('client', 'evaluations', { subject: subject('clerk'), resource: doc, evaluations, ...more })).body;

  it('fills in defaults and keeps the order', async () => {
    expect(await decisions({})).toEqual({ evaluations: [{ decision: true }, { decision: false }, { decision: true }] });
    const partial = { resource: { type: 'doc' }, action: action('read'), evaluations: [{ resource: { id: '1' } }] };
    expect(await decisions(partial)).toEqual({ evaluations: [{ decision: true }] });
  });

  it('stops where the semantic says', async () => {
    const semantic = (evaluations_semantic: string): object => ({ options: { evaluations_semantic } });
    expect(await decisions(semantic('deny_on_first_deny'))).toEqual({ evaluations: [{ decision: true }, { decision: false }] });
    expect(await decisions(semantic('permit_on_first_permit'))).toEqual({ evaluations: [{ decision: true }] });
    expect(typeof (await decisions(semantic('guess')))).toBe('string');
  });

  it('answers what is wrong with an entry in its place', async () => {
    const answer = await decisions({ resource: undefined, evaluations: [{ action: action('read') }, 7] });
    expect(answer).toMatchObject({
      evaluations: [
        { decision: false, context: { error: { status: 400, message: expect.stringContaining('resource') } } },
        { decision: false, context: { error: { status: 400 } } },
      ],
    });
  });

  it('without entries is a single evaluation', async () => {
    expect(await decisions({ evaluations: [], action: action('read') })).toEqual({ decision: true });
    expect(await decisions({ evaluations: undefined, action: action('write') })).toEqual({ decision: false });
  });
});

describe('AuthZEN 1.0 §8 searches', () => {
  it('§8.4 subjects who may, within reach of the caller', async () => {
    const search = { subject: { type: 'user', id: 'ignored' }, action: action('read'), resource: doc };
    const ids = async (who: string): Promise<unknown> =>
      (await ask(who, 'search/subject', search)).body.results.map(({ id }: { id: string }) => id);
    expect(await ids('client')).toEqual(['aide', 'boss', 'clerk', 'head', 'lead']);
    expect(await ids('lead')).toEqual(['clerk', 'lead']);
    expect(await ids('clerk')).toEqual(['clerk']);
    expect((await ask('client', 'search/subject', { ...search, subject: { type: 'robot' } })).body.results).toEqual([]);
  });

  it('§8.5 resources and §8.6 actions: every result is permitted when it is asked about', async () => {
    const resources = { subject: subject('head'), action: action('write'), resource: { type: 'doc' } };
    expect((await ask('client', 'search/resource', resources)).body.results).toEqual([doc]);
    expect((await ask('client', 'search/action', { subject: subject('head'), resource: doc })).body.results).toEqual([
      ...[{ name: 'read' }, { name: 'write' }],
    ]);
    expect((await ask('lead', 'search/action', { subject: subject('head'), resource: doc })).body.results).toEqual([]);
    const plain = { subject: subject('student'), action: action('x'), resource: { type: 'resource' } };
    expect((await ask('student', 'search/resource', plain)).body.results).toEqual([{ type: 'resource', id: 'secrets' }]);
  });

  it('§8.2 pages go on where the token says; a token of another search is refused', async () => {
    const search = { subject: { type: 'user' }, action: action('read'), resource: doc };
    const first = (await ask('client', 'search/subject', { ...search, page: { limit: 2 } })).body;
    expect(first).toMatchObject({ page: { count: 2, total: 5 }, results: [{ id: 'aide' }, { id: 'boss' }] });
    const token = first.page.next_token;
    const second = (await ask('client', 'search/subject', { ...search, page: { token } })).body;
    expect(second.results.map(({ id }: { id: string }) => id)).toEqual(['clerk', 'head']);
    const last = (await ask('client', 'search/subject', { ...search, page: { token: second.page.next_token, limit: 2 } })).body;
    expect(last).toMatchObject({ page: { next_token: '', count: 1 }, results: [{ id: 'lead' }] });
    const other = { ...search, action: action('write') };
    expect((await ask('client', 'search/subject', { ...other, page: { token } })).status).toBe(400);
    expect((await ask('client', 'search/subject', { ...search, page: { token, limit: 3 } })).status).toBe(400);
    expect((await ask('client', 'search/subject', { ...search, page: { token: 'W10' } })).status).toBe(400);
  });
});

describe('AuthZEN 1.0 §9 metadata', () => {
  it('names the endpoints that are served', async () => {
    const response = await fetch(`${company.server.url}/.well-known/authzen-configuration`);
    expect(response.headers.get('content-type')).toContain('application/json');
    const metadata = (await response.json()) as Record<string, string>;
    expect(metadata['policy_decision_point']).toBe(company.server.issuer);
    for (const [name, url] of Object.entries(metadata)) {
      if (name.endsWith('_endpoint')) expect((await fetch(url, { method: 'POST' })).status).toBe(400);
    }
    expect(Object.keys(metadata)).toHaveLength(6);
  });
});
