import { createClient, type Registration } from '../../oauth/client/client-registration.ts';
import { clearSecret } from '../../oauth/client/client-secret.ts';

const NAME = 'Hufu sample';

/** The client that the trial signs in through. */
export interface SampleClient {
  readonly id: number;
  readonly secret: string;
  readonly redirectUri: string;
}

/** The sample client, made when there is none: the company's own, so that nobody is asked for consent. */
export async function sampleClient(registration: Registration, owner: string, issuer: string): Promise<SampleClient | undefined> {
  const { stores, keys } = registration;
  const redirectUri = `${issuer}/setup/sample`;
  const existing = await stores.clients.findByName(NAME);
  if (existing !== undefined) {
    const secret = clearSecret(existing, keys);
    if (secret === undefined || existing.status !== 'active' || !existing.redirectUris.includes(redirectUri)) return undefined;
    return { id: existing.id, secret, redirectUri };
  }
  const made = await createClient(registration, { fullname: NAME, redirectUris: [redirectUri], owner, consent: 'never' });
  if (!made.ok || made.generatedSecret === undefined) return undefined;
  return { id: made.client.id, secret: made.generatedSecret, redirectUri };
}
