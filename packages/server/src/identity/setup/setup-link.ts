import { equalDigests } from '../../crypto/hash.ts';
import { createOpaqueToken, parseOpaqueToken } from '../../crypto/opaque-token.ts';
import type { OneTimeLink, OneTimeLinkPurpose } from '../credentials/one-time-link.ts';
import { recordEvent } from '../identity-audit.ts';
import type { Act, IdentityStores } from '../identity-stores.ts';

/** How long a set-up link works, in milliseconds (24 h). */
export const SETUP_LINK_MS: number = 24 * 60 * 60_000;

/** Why a link does not work. */
export type LinkProblem = 'unknown_link' | 'expired_link' | 'used_link';

/** Issues a link's token, shown this once; links that were issued before no longer work. */
export async function issueSetupLink(stores: IdentityStores, purpose: OneTimeLinkPurpose, act: Act): Promise<string> {
  await revokeSetupLinks(stores, act.now);
  const { id, token, secretHash } = createOpaqueToken('hfl_', act.now);
  await stores.oneTimeLinks.insert({ id, secretHash, purpose, expiresAt: act.now + SETUP_LINK_MS, usedAt: null });
  await recordEvent(stores, act, { action: 'setup.link_issued', userId: null, detail: { link_id: id, purpose } });
  return token;
}

/** The link of a presented token, if it can be used now. A set-up link cannot once there is an administrator. */
export async function findSetupLink(stores: IdentityStores, presented: string, now: number): Promise<OneTimeLink | LinkProblem> {
  const token = parseOpaqueToken('hfl_', presented.trim());
  const link = token && (await stores.oneTimeLinks.find(token.id));
  if (link === undefined || !equalDigests(link.secretHash, token?.secretHash ?? '')) return 'unknown_link';
  if (link.usedAt !== null) return 'used_link';
  if (now >= link.expiresAt) return 'expired_link';
  return link.purpose === 'setup' && (await stores.users.countAdministrators()) > 0 ? 'used_link' : link;
}

/** Makes every link that was issued so far unusable. */
export async function revokeSetupLinks(stores: IdentityStores, now: number): Promise<void> {
  await stores.oneTimeLinks.revokeAll('setup', now);
  await stores.oneTimeLinks.revokeAll('recovery', now);
}
