import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Client } from './api.ts';
import { HUFU, PLAIN_ENVIRONMENT, type Server } from './server.ts';

/** What the operator hands over: the client of the company, and passwords by user id. */
export interface HandedOver {
  readonly client: Client;
  readonly passwords: ReadonlyMap<string, string>;
}

/** Whom the operator makes. */
export interface FirstPerson {
  readonly id: string;
  readonly fullname: string;
}

export const CLIENT_NAME = 'Qinghe Instruments';

/**
 * What an operator does once, on the command line: the client of the company, its owner, who becomes super of the root role, and
 * accounts with passwords for those who administer. Throws with what the `hufu` command said when it refuses.
 */
export async function setUp(server: Server, owner: string, people: readonly FirstPerson[]): Promise<HandedOver> {
  const [known] = people;
  const there = (await hufu(server, ['user', 'list', '--search', known?.id ?? ''])) as readonly { readonly id: string }[];
  // Applying would give somebody of that name a new password.
  if (there.some(({ id }) => id === known?.id))
    throw new Error('This server has the company already: the story needs another one.');
  const secret = randomBytes(32).toString('base64url');
  const redirectUri = 'http://127.0.0.1/callback';
  const passwords = new Map(people.map(({ id }) => [id, randomBytes(18).toString('base64url')]));
  const client = { fullname: CLIENT_NAME, owner, secret, redirect_uris: [redirectUri], consent: 'never', rights: ['users'] };
  const users = people.map((person) => ({ ...person, password: passwords.get(person.id) }));
  // By standard input, since other users of the machine can see arguments.
  const applied = await hufu(server, ['apply', '-'], JSON.stringify({ users, clients: [client] }));
  const { entries } = applied as { readonly entries: readonly { readonly kind: string; readonly id: string }[] };
  const id = entries.find(({ kind }) => kind === 'client')?.id ?? '';
  return { client: { url: server.url, id, secret, redirectUri }, passwords };
}

async function hufu({ dataDir }: Server, args: readonly string[], input = ''): Promise<unknown> {
  const child = spawn(process.execPath, [HUFU, '--json', '--data-dir', dataDir, ...args], { env: PLAIN_ENVIRONMENT });
  child.stdin.end(input);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(err.trim());
  return JSON.parse(out);
}
