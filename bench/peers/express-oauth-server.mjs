// @node-oauth/express-oauth-server with a model in plain maps; its refresh tokens are used once, a second use is refused.

import { randomBytes } from 'node:crypto';
import ExpressOAuthServer from '@node-oauth/express-oauth-server';
import express from 'express';
import { sayListening } from '../framework/server-subject.ts';
import { PEER_CLIENT } from './peer-client.mjs';

const [sessions = 0, tokens = 0] = process.argv.slice(2).map(Number);
const client = { id: PEER_CLIENT.id, grants: ['client_credentials', 'refresh_token'] };
const access = new Map();
const refresh = new Map();

const model = {
  getClient: async (id, secret) => (id === PEER_CLIENT.id && (secret === null || secret === PEER_CLIENT.secret) ? client : null),
  getUserFromClient: async () => ({ id: PEER_CLIENT.id }),
  saveToken: async (token, tokenClient, user) => {
    const saved = { ...token, client: tokenClient, user };
    access.set(saved.accessToken, saved);
    if (saved.refreshToken !== undefined) refresh.set(saved.refreshToken, saved);
    return saved;
  },
  getAccessToken: async (token) => access.get(token),
  getRefreshToken: async (token) => refresh.get(token),
  revokeToken: async ({ refreshToken }) => refresh.delete(refreshToken),
};

const oauth = new ExpressOAuthServer({ model, accessTokenLifetime: 7_200, refreshTokenLifetime: 86_400 });
const app = express();
app.disable('x-powered-by');
app.use(express.urlencoded({ extended: false }));
app.post('/token', oauth.token());
app.get('/use', oauth.authenticate(), (_request, response) => response.json({ active: true }));
const server = app.listen(0, '127.0.0.1', async () => {
  const refreshTokens = [];
  for (let user = 0; user < sessions; user++) refreshTokens.push((await save(user)).refreshToken);
  const accessTokens = [];
  for (let made = 0; made < tokens; made++) accessTokens.push((await save(made)).accessToken);
  sayListening(server.address().port, { client: PEER_CLIENT, refreshTokens, accessTokens });
});
server.keepAliveTimeout = 60_000;

function save(user) {
  const expires = new Date(Date.now() + 86_400_000);
  const [accessToken, refreshToken] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  const token = { accessToken, refreshToken, accessTokenExpiresAt: expires, refreshTokenExpiresAt: expires, scope: ['user'] };
  return model.saveToken(token, client, { id: `user-${user}` });
}
