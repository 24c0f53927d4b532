// An API that takes access tokens of Hufu: JWTs (RFC 9068) for its own resource, checked here by the keys of Hufu, without asking it.
import express from 'express';
import { auth } from 'express-oauth2-jwt-bearer';

const { HUFU_ISSUER: issuer = 'http://localhost:9096', RESOURCE: resource = 'https://notes.example/' } = process.env;
const { MACHINES = '', PORT = '8083' } = process.env;
// Clients that may act for themselves, by their ids.
const machines = MACHINES.split(',').filter((id) => id !== '');
const notes = ['Buy milk', '给王芳回电话'];

const app = express();
app.disable('x-powered-by');
app.use(shareWithPages);
// `strict`: of type at+jwt, with all claims of RFC 9068 §2.2. So no ID token is taken for an access token.
app.use(auth({ issuerBaseURL: issuer, audience: resource, strict: true, dpop: { enabled: false } }));
app.get('/notes', may('note:read'), (_request, response) => response.json({ notes }));
app.post('/notes', may('note:write'), express.json(), (request, response) => {
  notes.push(String(request.body?.text ?? '').slice(0, 200));
  response.status(201).json({ notes });
});
app.use(tellError);
app.listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`The notes API runs on http://127.0.0.1:${PORT} and takes tokens of ${issuer} for ${resource}.\n`);
});

/** Lets the request pass of whom the token says that they may: what the user's roles at this API hold, or a machine of the list. */
function may(permission) {
  return (request, response, next) => {
    const { sub, client_id, permissions = [] } = request.auth.payload;
    // A client that acts for itself has a `sub` that no user can have.
    const allowed = sub === `client-${client_id}` ? machines.includes(client_id) : permissions.includes(permission);
    if (allowed) return next();
    response
      .status(403)
      .set('www-authenticate', `Bearer error="insufficient_scope", scope="permissions"`)
      .json({ error: 'insufficient_scope', error_description: `${sub} may not ${permission}` });
  };
}

/** Pages of other origins may ask: what counts is the token, and no cookie is taken. */
function shareWithPages(request, response, next) {
  response.set({ 'access-control-allow-origin': '*', 'access-control-expose-headers': 'www-authenticate' });
  if (request.method !== 'OPTIONS') return next();
  response
    .set({ 'access-control-allow-headers': 'authorization, content-type', 'access-control-max-age': '600' })
    .status(204)
    .end();
}

// biome-ignore lint/complexity/useMaxParams: express knows an error handler by its four parameters
function tellError(error, _request, response, _next) {
  response
    .status(error.status ?? 500)
    .set(error.headers ?? {})
    .json({ error: error.code ?? 'server_error' });
}
