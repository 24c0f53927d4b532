import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { register } from './register.ts';
import { createRelyingParty } from './relying-party.ts';

const { HUFU_ISSUER: issuer = 'http://localhost:9096', CLIENT_ID, CLIENT_SECRET, PORT = '8080' } = process.env;
const origin = `http://localhost:${PORT}`;
const redirectUri = `${origin}/callback`;
const registers = process.argv.includes('--register') && CLIENT_ID === undefined;

if (!registers && (CLIENT_ID === undefined || CLIENT_SECRET === undefined)) {
  fail(
    `Set CLIENT_ID and CLIENT_SECRET to what this command prints:\n  npx hufu client add example --redirect-uri ${redirectUri}`,
    2,
  );
}
// Requests that come before the example is registered wait for it.
const { promise: application, resolve: start } = Promise.withResolvers<Server>();
const server = createServer(
  (request, response) => void application.then((started) => started.emit('request', request, response)),
);
// First the port, then the registration: a second copy must not change the secret of the one that runs.
await bind();
await expectHufu();
start(createRelyingParty({ issuer, redirectUri, ...credentials() }));
process.stdout.write(`The example application runs on ${origin} and signs users in at ${issuer}.\n`);

async function bind(): Promise<void> {
  try {
    server.listen(Number(PORT), 'localhost');
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const taken = code === 'EADDRINUSE';
    fail(
      taken
        ? `Port ${PORT} is taken: set PORT to another one.`
        : `Nothing can listen on port ${PORT} (${code}): set PORT to another one.`,
    );
  }
}

async function expectHufu(): Promise<void> {
  const answer = await fetch(`${issuer}/livez`).catch(() => undefined);
  // A proxy may keep /livez to itself; the Hufu of this checkout has none in front of it.
  if (answer === undefined || (registers && !answer.ok)) {
    fail(`No Hufu answers at ${issuer}: start it in another terminal (npm start), or set HUFU_ISSUER to where it is.`);
  }
}

function credentials(): { clientId: string; clientSecret: string } {
  if (!registers) return { clientId: CLIENT_ID ?? '', clientSecret: CLIENT_SECRET ?? '' };
  try {
    return register(redirectUri);
  } catch (error) {
    return fail((error as Error).message);
  }
}

function fail(text: string, exitCode = 1): never {
  process.stderr.write(`${text}\n`);
  process.exit(exitCode);
}
