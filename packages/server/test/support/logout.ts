import { readIssuer } from '../../src/config/issuer.ts';
import { outgoingLogouts } from '../../src/http/outgoing/outgoing-logouts.ts';
import { type ClientMetadata, DEFAULT_METADATA } from '../../src/oauth/client/metadata/client-metadata.ts';
import type { LogoutDeliveries } from '../../src/oauth/logout/logout-deliveries.ts';
import type { LogoutDelivery } from '../../src/oauth/logout/logout-delivery.ts';
import type { Receiver } from './receiver.ts';
import type { TestClient, TestServer } from './test-server.ts';

/** Where test clients have their users taken after signing out. */
export const AFTERWARDS = 'https://rp.example/signed-out?from=hufu';

/** Registers a client that has its users signed out; `metadata` is laid over. */
export function addLogoutClient(
  server: TestServer,
  metadata: Partial<ClientMetadata> = {},
  client: Parameters<TestServer['addClient']>[0] = {},
): Promise<TestClient> {
  const whole = { ...DEFAULT_METADATA, post_logout_redirect_uris: [AFTERWARDS], ...metadata };
  return server.addClient({ consent: 'never', ...client, metadata: whole });
}

/** The URL of a request to sign out. */
export function endSessionUrl(server: TestServer, parameters: Record<string, string> = {}): string {
  return `${server.url}/oauth2/end_session?${new URLSearchParams(parameters)}`;
}

/** The deliveries of a server, which reach these receivers; errors are thrown into `errors`. */
export function deliveriesOf(server: TestServer, receivers: readonly Receiver[], errors: unknown[] = []): LogoutDeliveries {
  const outgoingAllow = receivers.map(({ port }) => `127.0.0.1:${port}`);
  const settings = { issuer: readIssuer(server.issuer), outgoingAllow };
  const { storage, signingKeys, now } = server;
  return outgoingLogouts({ storage, signingKeys, now, settings, onError: (error) => errors.push(error) });
}

/** Delivers all that is due now. */
export async function deliverAll(deliveries: LogoutDeliveries): Promise<void> {
  await deliveries.begin();
  await deliveries.idle();
}

/** The log of deliveries, newest first. */
export function deliveryLog(server: TestServer): Promise<LogoutDelivery[]> {
  return server.storage.read(({ logouts }) => logouts.list({ failedOnly: false, limit: 100 }));
}
