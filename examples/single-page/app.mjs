// The page itself. `oidc` is oidc-client-ts, which index.html loads first: discovery, the code flow with PKCE, the checks of the ID token.
const { issuer, clientId, resource, api } = await (await fetch('/settings.json')).json();
const home = `${location.origin}/`;
const manager = new globalThis.oidc.UserManager({
  authority: issuer,
  client_id: clientId,
  redirect_uri: home,
  post_logout_redirect_uri: home,
  scope: 'openid profile permissions',
  // The access token is for the notes API alone (RFC 8707): userinfo would refuse it, so the name is asked for in the ID token.
  resource,
  extraQueryParams: { claims: '{"id_token":{"name":null}}' },
  loadUserInfo: false,
});

const find = (selector) => document.querySelector(selector);
find('#sign-in').onclick = () => manager.signinRedirect().catch(tell);
find('#sign-out').onclick = () => manager.signoutRedirect().catch(tell);
find('#notes').onclick = () => readNotes().then(tell, tell);

await finishSignIn().catch(tell);
show(await manager.getUser());

/** The browser has come back from Hufu: exchanges the code, and takes it out of the address. */
async function finishSignIn() {
  const query = new URLSearchParams(location.search);
  if (!query.has('state')) return;
  history.replaceState(null, '', '/');
  // After a sign-out `state` comes back alone, if it comes at all.
  if (query.has('code') || query.has('error')) await manager.signinCallback(`${home}?${query}`);
}

function show(user) {
  const claims = Object.entries(user?.profile ?? {});
  find('dl').replaceChildren(...claims.flatMap(([name, value]) => [element('dt', name), element('dd', JSON.stringify(value))]));
  find('#sign-in').hidden = user !== null;
  for (const id of ['#notes', '#sign-out']) find(id).hidden = user === null;
}

async function readNotes() {
  // An access token that is about to expire has been renewed meanwhile, by the refresh token.
  const user = await manager.getUser();
  const answer = await fetch(`${api}/notes`, { headers: { authorization: `Bearer ${user?.access_token}` } });
  return answer.ok ? (await answer.json()).notes.join(' · ') : `The API says ${answer.status}: ${await answer.text()}`;
}

function tell(what) {
  find('.notice').textContent = what instanceof Error ? what.message : what;
  find('.notice').hidden = false;
}

function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}
