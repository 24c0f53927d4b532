/** Follows redirects as a browser would until one leaves the server: answers the cookies it then has, and the code. */
export async function signIn(origin, path) {
  const jar = new Map();
  for (let at = `${origin}${path}`, steps = 0; steps < 12; steps++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    const location = response.headers.get('location');
    if (location === null) throw new Error(`no redirect from ${at}: ${response.status} ${await response.text()}`);
    const next = new URL(location, at);
    if (next.origin !== origin) return { cookie: cookiesOf(jar), code: next.searchParams.get('code') };
    at = next.href;
  }
  throw new Error('no end of redirects');
}

function keep(jar, line) {
  const [pair = '', ...attributes] = line.split('; ');
  const equals = pair.indexOf('=');
  const ended = attributes.some((attribute) => /^expires=Thu, 01 Jan 1970/i.test(attribute));
  if (ended) jar.delete(pair.slice(0, equals));
  else jar.set(pair.slice(0, equals), pair.slice(equals + 1));
}

function cookiesOf(jar) {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}
