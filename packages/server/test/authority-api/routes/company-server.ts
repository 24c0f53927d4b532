import { clientJwt, obtainTokens } from '../../support/tally-client.ts';
import { PASSWORD, startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came.
  readonly body: any;
}

/** A server with a company in it: root → sales → (north, south), root → lab. */
export interface CompanyServer {
  readonly server: TestServer;
  readonly client: TestClient;
  readonly roles: Readonly<Record<'root' | 'sales' | 'north' | 'south' | 'lab', number>>;
  readonly resources: Readonly<Record<'orders' | 'prices' | 'secrets', number>>;
  /** Sends a call such as `GET /roles` under `/api2`, as a user by name or as the client (`client`). */
  as(who: string, call: string, body?: unknown): Promise<Answer>;
  /** As `as`, with a token of these scopes. */
  withScope(scope: string): CompanyServer['as'];
  close(): Promise<void>;
}

/** The members, beside `boss`, who is super of the root. */
const MEMBERS = [
  ['sales', 'head', 'super'],
  ['sales', 'aide', 'admin'],
  ['north', 'lead', 'admin'],
  ['north', 'clerk', 'normal'],
  ['lab', 'chemist', 'super'],
  ['lab', 'student', 'normal'],
] as const;

/** Builds the company by the API itself. */
export async function startCompany(): Promise<CompanyServer> {
  const server = await startTestServer();
  for (const id of ['boss', 'stranger', ...MEMBERS.map(([, id]) => id)]) await server.addUser({ id, email: `${id}@example.com` });
  const client = await server.addClient({ owner: 'boss', fullname: 'Company' });
  const call = caller(server, client);
  const as: CompanyServer['as'] = call('all:all');
  const made = async (wanted: string, body: unknown): Promise<number> => {
    const answer = await as('boss', wanted, body);
    if (answer.status !== 200) throw new Error(`${wanted}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as number;
  };
  const root = (await as('boss', 'GET /roleTree')).body[0].id as number;
  const sales = await made('POST /roles', { name: 'sales', parent_id: root });
  const north = await made('POST /roles', { name: 'north', parent_id: sales });
  const south = await made('POST /roles', { name: 'south', parent_id: sales });
  const lab = await made('POST /roles', { name: 'lab', parent_id: root, description: 'where it smells' });
  const roles = { root, sales, north, south, lab };
  const names = [{ name: 'doc/1#read', data: '{}' }, { name: 'doc/1#write' }, { name: 'secrets' }];
  const ids = (await as('boss', 'POST /resources', names)).body as number[];
  const resources = { orders: ids[0] ?? 0, prices: ids[1] ?? 0, secrets: ids[2] ?? 0 };
  await made(`POST /roleResources/${north}`, [resources.orders]);
  await made(`POST /roleResources/${sales}`, [resources.prices]);
  await made(`POST /roleResources/${lab}`, [resources.secrets]);
  await made(
    'POST /roleUsers',
    MEMBERS.map(([role, user_id, role_type]) => ({ role_id: roles[role], user_id, role_type })),
  );
  return { server, client, roles, resources, as, withScope: call, close: () => server.close() };
}

function caller(server: TestServer, client: TestClient): CompanyServer['withScope'] {
  const tokens = new Map<string, Promise<{ access: string }>>();
  const tokenOf = async (user: string, scope: string): Promise<string> => {
    const key = `${user} ${scope}`;
    const known =
      tokens.get(key) ?? obtainTokens(server, client, { user: { id: user, password: PASSWORD }, parameters: { scope } });
    tokens.set(key, known);
    return (await known).access;
  };
  return (scope) => async (who, call, body) => {
    const [method = '', path = ''] = call.split(' ');
    const isClient = who === 'client';
    const authorization = isClient ? `Client ${clientJwt(client, server.now())}` : `Bearer ${await tokenOf(who, scope)}`;
    const url = `${server.url}${path.startsWith('/access/') ? '' : '/api2'}${path}`;
    const headers = { authorization, 'content-type': 'application/json' };
    return answerOf(await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }));
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** The names of roles, at any depth. */
export function namesOf(roles: readonly { readonly name: string; readonly children?: never[] }[]): string[] {
  return roles.flatMap((role) => [role.name, ...namesOf(role.children ?? [])]);
}
