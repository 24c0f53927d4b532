import { type Client, requiresPkce } from '../../oauth/client/client.ts';
import type { RegisteredFact } from './checks/flow-check.ts';
import type { RegisteredValue } from './flow-trace.ts';

const MAXIMUM_VALUES = 20;

/** What a client is registered with, of what a check looked at; of its secret only that there is one. */
export function registeredFacts(facts: readonly RegisteredFact[], client: Client | undefined): RegisteredValue[] {
  if (client === undefined) return [{ name: 'client', values: ['(none of this id)'] }];
  return facts.map((fact) => ({ name: fact, values: FACTS[fact](client).slice(0, MAXIMUM_VALUES) }));
}

const FACTS: Readonly<Record<RegisteredFact, (client: Client) => readonly string[]>> = {
  client: ({ fullname, status }) => [`${fullname} (${status})`],
  redirect_uris: ({ redirectUris }) => redirectUris,
  post_logout_redirect_uris: ({ metadata }) => metadata.post_logout_redirect_uris,
  scope: ({ scope, defaultScope }) => [scope ?? '(every scope)', ...(defaultScope === null ? [] : [`default: ${defaultScope}`])],
  grant_types: ({ grantTypes }) => grantTypes,
  authentication_method: ({ authenticationMethod }) => [authenticationMethod ?? '(any that proves its secret)'],
  pkce: (client) => [requiresPkce(client) ? 'required, S256' : 'not required, S256 when sent'],
  secret: ({ sealedSecret, sealedOldSecret, oldSecretExpiresAt, updatedAt }) => [
    sealedSecret === null ? '(none)' : `one; the client was last changed ${new Date(updatedAt).toISOString()}`,
    ...(sealedOldSecret === null ? [] : [`the one before it until ${new Date(oldSecretExpiresAt).toISOString()}`]),
  ],
};
