import type { ClientWire } from '@hufu/contract';
import type { Client } from '../../oauth/client/client.ts';
import { instantWire } from './instant-wire.ts';

/** A client as existing clients decode it; the secret is what the caller may see of it, `""` for most. */
export function clientWire(client: Client, secret: string): ClientWire {
  return {
    id: client.id,
    fullname: client.fullname,
    secret,
    redirect_uri: joinedUris(client),
    user_id: client.owner,
    status: client.status,
    created_at: instantWire(client.createdAt),
    updated_at: instantWire(client.updatedAt),
  };
}

/** The redirect URIs of a client in one text. */
export function joinedUris({ redirectUris }: Pick<Client, 'redirectUris'>): string {
  return redirectUris.join('|');
}

/** The redirect URIs of such a text; no URI holds the character that joins them. */
export function splitUris(text: string): string[] {
  return text.split('|').filter((uri) => uri !== '');
}
