import { createRelyingParty } from './relying-party.ts';

const { HUFU_ISSUER = 'http://localhost:9096', CLIENT_ID, CLIENT_SECRET, PORT = '8080' } = process.env;
const origin = `http://localhost:${PORT}`;

if (CLIENT_ID === undefined || CLIENT_SECRET === undefined) {
  process.stderr.write(`Set CLIENT_ID and CLIENT_SECRET to what this command prints:
  npx hufu client add example --redirect-uri ${origin}/callback\n`);
  process.exit(2);
}
const registration = { issuer: HUFU_ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, redirectUri: `${origin}/callback` };
createRelyingParty(registration).listen(Number(PORT), 'localhost', () => {
  process.stdout.write(`The example application runs on ${origin} and signs users in at ${HUFU_ISSUER}.\n`);
});
