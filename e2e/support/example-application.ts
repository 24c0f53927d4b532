import { createRelyingParty } from '../../examples/relying-party/relying-party.ts';
import type { NewClient } from '../../packages/server/src/oauth/client/client-registration.ts';
import type { TestClient, TestServer } from '../../packages/server/test/support/test-server.ts';
import { freePort } from './free-port.ts';

/** The example application, running on `localhost`: another site than the test server's 127.0.0.1. */
export interface ExampleApplication {
  readonly url: string;
  readonly client: TestClient;
  close(): Promise<void>;
}

/** Registers `examples/relying-party` at a server and starts it. */
export async function startExample(server: TestServer, draft: Partial<NewClient> = {}): Promise<ExampleApplication> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const redirectUri = `${url}/callback`;
  const client = await server.addClient({ fullname: 'Example application', ...draft, redirectUris: [redirectUri] });
  const registration = { issuer: server.issuer, clientId: String(client.id), clientSecret: client.secret, redirectUri };
  const application = createRelyingParty(registration);
  await new Promise<void>((resolve) => application.listen(port, 'localhost', resolve));
  return {
    url,
    client,
    async close() {
      const closed = new Promise((resolve) => application.close(resolve));
      application.closeAllConnections();
      await closed;
    },
  };
}
