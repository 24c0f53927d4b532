/**
 * The one header of a request that may prove a client, with its name: equal texts were sent equally. `undefined` when there
 * is none, when there are several, and when the request asks for more than a plain answer (a session, an epoch).
 */
export function soleCredential(rawHeaders: readonly string[]): string | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = credentialName(rawHeaders[index] ?? '');
    if (name === undefined) continue;
    if (found !== undefined || !PROVING.has(name)) return undefined;
    found = `${name}:${rawHeaders[index + 1]}`;
  }
  return found;
}

const PROVING: ReadonlySet<string> = new Set(['authorization', 'authencation']);
const CONCERNED: ReadonlySet<string> = new Set([...PROVING, 'cookie', 'x-authority-epoch']);
const LENGTHS: ReadonlySet<number> = new Set([...CONCERNED].map((name) => name.length));

function credentialName(sent: string): string | undefined {
  if (!LENGTHS.has(sent.length)) return undefined;
  const name = sent.toLowerCase();
  return CONCERNED.has(name) ? name : undefined;
}
