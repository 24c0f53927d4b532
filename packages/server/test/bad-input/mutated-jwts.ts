import type { KeyObject } from 'node:crypto';
import { sign } from 'node:crypto';

/** A JWT that a client may send, by its parts. */
export interface JwtParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The ES256 key that is registered. */
  readonly key: KeyObject;
  /** Another one, which is not. */
  readonly stranger: KeyObject;
}

/** Values of every kind that none of our claims has; some are what a lenient parser would make the right one of. */
const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, [], {}, '', ' ', 0, -1, 1.5, 1e300, -1e300, Number.MAX_SAFE_INTEGER],
  ...['null', 'undefined', '__proto__', 'NaN', '1e99', '0x1', '\u0000', '%00', '*', '../', "' or 1=1 --"],
  ...[['x'], [[]], [null], { toString: 'x' }, { length: 1 }, 'x'.repeat(600)],
];
const ALGORITHMS = [
  'none',
  'None',
  'NONE',
  'nOnE',
  '',
  'HS256',
  'HS384',
  'HS512',
  'RS384',
  'ES384',
  'ES512',
  'ES256K',
  'es256',
  'ES256 ',
];
const TYPES = [
  'at+jwt',
  'dpop+jwt',
  'logout+jwt',
  'JOSE',
  'JWT ',
  '',
  'id_token',
  'secevent+jwt',
  'application/at+jwt',
  'jwt+jwt',
];
const KEY_SOURCES = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'];
const CHARACTERS = ['A', 'z', '0', '-', '_', '.', '=', '+', '/', ' ', '%', '\n', 'é', '\u0000'];

/** A good JWT, compact. */
export function compact({ header, claims, key }: Pick<JwtParts, 'header' | 'claims' | 'key'>): string {
  return signed(JSON.stringify(header), JSON.stringify(claims), key);
}

/** JWTs none of which is good: cut, changed at each place, re-encoded, or well signed and saying something else. */
export function mutatedJwts(parts: JwtParts, must: readonly string[]): readonly string[] {
  const good = compact(parts);
  const all = new Set([
    ...changedText(good),
    ...otherHeaders(parts),
    ...otherClaims(parts, must),
    ...otherJson(parts),
    ...others(parts),
  ]);
  all.delete(good);
  // Nothing sent is nothing to refuse.
  all.delete('');
  return [...all];
}

function changedText(good: string): string[] {
  const changed: string[] = [];
  for (let at = 0; at < good.length; at++) {
    const character = CHARACTERS[at % CHARACTERS.length] ?? '';
    changed.push(good.slice(0, at) + character + good.slice(at + 1));
    changed.push(good.slice(0, at) + good.slice(at + 1));
    if (at % 5 === 0) changed.push(good.slice(0, at), good.slice(0, at) + character + good.slice(at));
  }
  return changed;
}

function otherHeaders(parts: JwtParts): string[] {
  const { header } = parts;
  const headers = [
    ...ALGORITHMS.map((alg) => ({ ...header, alg })),
    ...TYPES.map((typ) => ({ ...header, typ })),
    ...KEY_SOURCES.flatMap((name) => ODD_VALUES.map((value) => ({ ...header, [name]: value }))),
    ...ODD_VALUES.flatMap((value) => [
      { ...header, alg: value },
      { ...header, kid: value },
      { ...header, typ: value },
    ]),
  ];
  return headers.map((changed) => compact({ ...parts, header: changed }));
}

function otherClaims(parts: JwtParts, must: readonly string[]): string[] {
  return must.flatMap((name) => [
    ...ODD_VALUES.map((value) => compact({ ...parts, claims: { ...parts.claims, [name]: value } })),
    compact({ ...parts, claims: { ...parts.claims, [name]: undefined } }),
  ]);
}

/** Well signed, but not the one way to write one object (RFC 8725 §2.4). */
function otherJson({ header, claims, key }: JwtParts): string[] {
  const [head, body] = [JSON.stringify(header), JSON.stringify(claims)];
  const twice = Object.entries(claims).flatMap(([name, value]) => {
    const again = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
    const escaped = `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}":${JSON.stringify(value)}`;
    return [again, escaped].map((member) => `${body.slice(0, -1)},${member}}`);
  });
  const bodies = [
    ...twice,
    `[${body}]`,
    `${body}${body}`,
    `${body},`,
    body.slice(0, -1),
    'null',
    '""',
    '{}',
    `\ufeff${body}`,
    `${body}\u0000`,
  ];
  const deep = `${body.slice(0, -1)},"deep":${'['.repeat(40)}${']'.repeat(40)}}`;
  return [
    ...[...bodies, deep].map((text) => signed(head, text, key)),
    signed(`${head.slice(0, -1)},"alg":"ES256"}`, body, key),
    signed(Buffer.from([0x7b, 0xff, 0x7d]), body, key),
  ];
}

function others({ header, claims, key, stranger }: JwtParts): string[] {
  const good = compact({ header, claims, key });
  const [head = '', body = '', signature = ''] = good.split('.');
  const der = sign('sha256', Buffer.from(`${head}.${body}`), key).toString('base64url');
  return [
    compact({ header, claims, key: stranger }),
    ...[
      `${head}.${body}`,
      `${head}.${body}.`,
      `${head}..${signature}`,
      `.${body}.${signature}`,
      `..`,
      `${good}.`,
      `${good}.${signature}`,
    ],
    ...[`${head}.${body}.${der}`, `${head}.${body}.${'A'.repeat(signature.length)}`, `${head}.${body}.${'A'.repeat(86)}`],
    ...[`${body}.${head}.${signature}`, ` ${good}`, `${good} `, `${good}\n`, `"${good}"`, `Bearer ${good}`, good.toUpperCase()],
    JSON.stringify({ payload: body, protected: head, signature }),
    `${head}.${body}.${Buffer.from(signature, 'base64url').toString('base64')}`,
  ];
}

function signed(header: string | Buffer, claims: string, key: KeyObject): string {
  const input = `${Buffer.from(header as string).toString('base64url')}.${Buffer.from(claims).toString('base64url')}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
