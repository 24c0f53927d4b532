import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** What the example needs to know of its registration. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Registers the example at the Hufu of this checkout, or gives it a new secret when it is registered already; the secret is kept nowhere
 * but in this process. Each redirect URI is a client of its own, so that two examples do not change each other's secret. Throws with what
 * the `hufu` command said when it refuses.
 */
export function register(redirectUri: string): Credentials {
  const clientSecret = randomBytes(32).toString('base64url');
  const fullname = `Example application on port ${new URL(redirectUri).port || '80'}`;
  const document = { clients: [{ fullname, secret: clientSecret, redirect_uris: [redirectUri], scope: 'user:read' }] };
  const hufu = fileURLToPath(new URL('../../packages/server/bin/hufu.mjs', import.meta.url));
  // By standard input, since other users of the machine can see arguments.
  const input = JSON.stringify(document);
  const { status, stdout, stderr } = spawnSync(process.execPath, [hufu, '--json', 'apply', '-'], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim());
  const { entries } = JSON.parse(stdout) as { readonly entries: readonly { readonly id: number }[] };
  return { clientId: String(entries[0]?.id), clientSecret };
}
