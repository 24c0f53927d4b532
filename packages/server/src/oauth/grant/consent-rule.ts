import type { Client } from '../client/client.ts';
import { coversScope } from '../scope.ts';
import type { Consent } from './consent.ts';

/** The scopes a signed-in user has yet to be asked about; none: straight back with a code (contract/oauth2.md §1). */
export function scopesToAsk(client: Client, scopes: ReadonlySet<string>, consent: Consent | undefined): string[] {
  if (client.consent === 'never') return [];
  if (client.consent === 'always') return [...scopes];
  const held = new Set(consent?.scopes ?? []);
  return [...scopes].filter((scope) => !coversScope(held, scope));
}
