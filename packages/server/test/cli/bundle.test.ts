import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/test-server.ts';
import { type BundledCommand, bundledCommand } from './bundled-command.ts';

const SECRET = 'a-secret-of-the-wiki-of-32-characters';
const PASSWORD = 'violet-anchor-93-mosaic';
const DOCUMENT = `
users:
  - { id: alice, fullname: Alice, password: ${PASSWORD} }
clients:
  - id: 7
    fullname: wiki
    secret: ${SECRET}
    redirect_uris: [http://wiki.example/callback]
    grant_types: [authorization_code, refresh_token, client_credentials]
    root: { members: [{ user_id: alice, role_type: super }] }
    resources: [{ name: read }]
`;

let command: BundledCommand;
let cwd: string;

beforeAll(async () => {
  command = await bundledCommand();
  cwd = mkdtempSync(join(tmpdir(), 'hufu-bundle-'));
  writeFileSync(join(cwd, 'all.yaml'), DOCUMENT);
});
afterAll(() => {
  command.remove();
  rmSync(cwd, { recursive: true, force: true });
});

/** Runs a command that must succeed, and answers what it printed. */
async function hufu(...argv: string[]): Promise<string> {
  const { code, out, err } = await command.hufu(cwd, ...argv);
  expect(code, err).toBe(0);
  return out;
}

// Each command is a process of its own, and some start another.
const PATIENCE = { timeout: 90_000 };

describe('the bundled server', PATIENCE, () => {
  let server: ChildProcess;
  let url: string;
  let metrics: string;

  beforeAll(async () => {
    writeFileSync(join(cwd, 'hufu.yaml'), 'data_dir: served\nbootstrap: all.yaml\n');
    const [port, metricsPort] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    metrics = `http://127.0.0.1:${metricsPort}/metrics`;
    const flags = ['--port', String(port), '--host', '127.0.0.1', '--issuer', url, '--metrics-port', String(metricsPort)];
    server = await command.serve(cwd, url, ...flags);
  });
  afterAll(async () => {
    server.kill('SIGTERM');
    const [code] = await once(server, 'close');
    rmSync(join(cwd, 'hufu.yaml'));
    expect(code).toBe(0);
  });

  async function page(path: string): Promise<string> {
    const answer = await fetch(`${url}${path}`, { headers: { 'accept-language': 'zh-CN' } });
    expect(answer.status, path).toBe(200);
    return answer.text();
  }

  test('shows the sign-in page of a client of its bootstrap file, with its styles, in Chinese', async () => {
    const query = new URLSearchParams({ client_id: '7', response_type: 'code', redirect_uri: 'http://wiki.example/callback' });
    const shown = await page(`/oauth2/authorize?${query}`);
    expect(shown).toContain('登录');
    const styles = [...shown.matchAll(/href="(\/assets\/[^"]+\.css)"/g)].map(([, path = '']) => path);
    expect(styles.length).toBeGreaterThan(0);
    for (const path of styles) expect((await page(path)).length).toBeGreaterThan(100);
  });

  test('issues a token, and answers what it asks of the authority', async () => {
    const form = { grant_type: 'client_credentials', client_id: '7', client_secret: SECRET };
    const answer = await fetch(`${url}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect(answer.status).toBe(200);
    const { access_token: token } = (await answer.json()) as { readonly access_token: string };
    const asked = await fetch(`${url}/api2/userRoles/users?user_id=alice`, { headers: { authorization: `Bearer ${token}` } });
    expect(await asked.json()).toMatchObject({ error: expect.any(String) });
  });

  test('has the reference, its description and the metrics, which are loaded when they are asked for', async () => {
    expect(await page('/docs')).toContain('/api2/userRoles');
    expect(JSON.parse(await page('/openapi.json'))).toMatchObject({ openapi: '3.1.0', servers: [{ url }] });
    expect(await (await fetch(metrics)).text()).toContain('hufu_http_requests_total');
  });

  test('does what commands ask over its socket, and backs up in a process of its own', async () => {
    await hufu('user', 'add', 'bob', '--generate-password');
    expect(await hufu('user', 'list')).toContain('bob');
    await hufu('backup', '--with-key', 'backup.db');
    expect(existsSync(join(cwd, 'backup.db'))).toBe(true);
    expect(await hufu('verify')).toMatch(/file +sound/);
    expect(await hufu('verify', 'backup.db')).toMatch(/secrets of clients +1 +sound/);
  });
});

describe('the bundled command', PATIENCE, () => {
  const own = ['--data-dir', 'own'];

  test('knows its version, every command, and what is wrong with one', async () => {
    expect(await hufu('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await hufu('--help');
    for (const name of ['serve', 'apply', 'import', 'verify']) expect(help).toMatch(new RegExp(`^ +${name} `, 'm'));
    expect(await hufu('serve', '--help')).toContain('--argon2-memory-kib');
    expect(await command.hufu(cwd, 'serve', '--prot', '1')).toMatchObject({ code: 2, out: '' });
  });

  test('works on the database itself: apply, export, import, audit, erase, restore', async () => {
    await hufu('apply', 'all.yaml', ...own);
    expect(await hufu('export', ...own)).toContain('wiki');
    writeFileSync(join(cwd, 'users.csv'), 'id,fullname\ncarol,Carol\n');
    await hufu('import', 'csv', '--users', 'users.csv', ...own);
    expect(await hufu('user', 'list', ...own)).toContain('carol');
    await hufu('backup', '--with-key', 'own.db', ...own);
    await hufu('user', 'erase', 'carol', '--yes', ...own);
    expect(await hufu('user', 'list', ...own)).not.toContain('carol');
    await hufu('restore', '--force', 'own.db', ...own);
    expect(await hufu('user', 'list', ...own)).toContain('carol');
    expect(await hufu('audit', 'verify', ...own)).toContain('intact');
  });

  test('refuses a backup that is none, having looked at it in a process of its own', async () => {
    writeFileSync(join(cwd, 'none.db'), 'not a database at all');
    const { code, err } = await command.hufu(cwd, 'verify', 'none.db', ...own);
    expect(code).toBe(1);
    expect(err).toMatch(/^hufu: .*none\.db/);
  });

  test('opens PostgreSQL by the driver that is loaded for it', async () => {
    const { code, err } = await command.hufu(cwd, 'serve', '--database-url', 'postgres://nobody@127.0.0.1:1/none', ...own);
    expect([code, err]).toEqual([1, expect.stringMatching(/^hufu: .*(ECONNREFUSED|connect)/)]);
  });
});
