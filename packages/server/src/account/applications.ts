import type { AccountApplication } from '../pages/account/account-view.ts';
import type { Stores } from '../storage/storage.ts';

type ApplicationStores = Pick<Stores, 'consents' | 'grants' | 'clients'>;

/** The applications a user has let in: by consent, or, where none is asked for, by a grant that is alive. */
export async function applicationsOf(stores: ApplicationStores, userId: string, now: number): Promise<AccountApplication[]> {
  const found = new Map<number, { readonly scopes: readonly string[]; readonly since: number }>();
  for (const grant of await stores.grants.listLive(userId, now)) found.set(grant.clientId, { scopes: [], since: grant.firstAt });
  for (const consent of await stores.consents.list(userId)) found.set(consent.clientId, consent);
  const applications: AccountApplication[] = [];
  for (const [clientId, { scopes, since }] of found) {
    const client = await stores.clients.find(clientId);
    if (client !== undefined) applications.push({ clientId, name: client.fullname, scopes, since });
  }
  return applications.sort((one, other) => one.name.localeCompare(other.name));
}
