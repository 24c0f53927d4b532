/** What is put into a URI: what some parser somewhere reads in another way than the next one. */
const INSERTED = [
  '/',
  '\\',
  '?',
  '#',
  '@',
  ':',
  '.',
  ';',
  '&',
  '=',
  '%',
  '%00',
  '%0d%0a',
  '%2f',
  '%5c',
  '%2e%2e%2f',
  '*',
  ' ',
  '\t',
];
const ODD = [
  '\u0000',
  '\r\n',
  '\u200b',
  '\u202e',
  '\u3002',
  '\uff0f',
  '\u0430',
  'é',
  '+',
  '|',
  '[',
  ']',
  '<',
  '"',
  "'",
  '`',
  '~',
  '$',
  '!',
  ',',
];
const PREFIXES = [
  'x',
  ' ',
  '//',
  'javascript:',
  'data:text/html,',
  'view-source:',
  'blob:',
  'http:',
  'https:',
  '\\\\',
  'https://evil.example/?',
];
const SUFFIXES = [
  '.evil.example',
  '@evil.example',
  '/../../evil',
  '/..;/evil',
  '?redirect_uri=https://evil.example',
  '#@evil.example',
  '&code=1',
  '//evil.example',
  '/%2e%2e/',
  ' ',
  '%20',
  '/',
  '?',
  '#',
];

/** Every one differs from `uri`: a character more, fewer, other, encoded or in the other case, and the classical confusions. */
export function mutatedUris(uri: string): readonly string[] {
  const all = new Set<string>();
  for (let at = 0; at <= uri.length; at++) {
    const [head, tail, rest] = [uri.slice(0, at), uri.slice(at), uri.slice(at + 1)];
    const character = uri.charAt(at);
    for (const text of INSERTED) all.add(head + text + tail);
    all.add(head + (ODD[at % ODD.length] ?? '') + tail);
    for (const other of [
      rest,
      character.toUpperCase() + rest,
      character.toLowerCase() + rest,
      `${character}${tail}`,
      `x${rest}`,
    ]) {
      all.add(head + other);
    }
    if (character !== '') all.add(`${head}%${character.charCodeAt(0).toString(16)}${rest}`);
    all.add(head);
  }
  for (const prefix of PREFIXES) all.add(prefix + uri);
  for (const suffix of SUFFIXES) all.add(uri + suffix);
  for (const host of hosts(uri)) all.add(host);
  all.delete(uri);
  all.delete('');
  return [...all];
}

function hosts(uri: string): string[] {
  const { protocol, host, pathname, search } = new URL(uri);
  const path = pathname + search;
  return [
    `${protocol}//evil.example${path}`,
    `${protocol}//${host}.evil.example${path}`,
    `${protocol}//evil.example/${host}${path}`,
    `${protocol}//${host}@evil.example${path}`,
    `${protocol}//${host}:pass@evil.example${path}`,
    `${protocol}//evil.example#${host}${path}`,
    `${protocol}//evil.example\\@${host}${path}`,
    `${protocol}//${host}\\.evil.example${path}`,
    `${protocol}//${host}.${path}`,
    `${protocol}//${host}:443${path}`,
    `${protocol}//${host}:80${path}`,
    `${protocol}//${host}:0${path}`,
    `${protocol}/${host}${path}`,
    `${protocol}${host}${path}`,
    `//${host}${path}`,
    path,
    host,
  ];
}
