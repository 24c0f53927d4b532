/** What of the standards is not built, on purpose: what, and why. The metadata claims none of it. */
export const LEFT_OUT: readonly (readonly [what: string, why: string])[] = [
  [
    'Implicit and password grants (RFC 6749 §4.2, §4.3)',
    'RFC 9700 §2.1.2 and §2.4 forbid them. `grant_type=password` takes only a JWT signed with a personal secret (contract/oauth2.md §3).',
  ],
  [
    '`code_challenge_method=plain` (RFC 7636 §4.2)',
    'It protects from nothing that PKCE is for; S256 is what every client can do.',
  ],
  ['Query parameter `access_token` (RFC 6750 §2.3)', 'Addresses end up in logs: RFC 9700 §4.3.2.'],
  ['Token exchange (RFC 8693)', 'For later.'],
  [
    'Dynamic registration (RFC 7591, RFC 7592) and client metadata documents',
    'For later; clients are registered by the command line, `apply` and the authority API.',
  ],
  ['Rich authorization requests (RFC 9396)', 'For later.'],
  ['Mutual TLS (RFC 8705)', 'For later; DPoP binds tokens to a key without certificates.'],
  [
    'Requests by reference (RFC 9101 §5.2), `jwks_uri`',
    'The server would fetch what others name. PAR and keys by value serve the same end without an outgoing request.',
  ],
  [
    'Signed and encrypted answers: JARM, signed introspection (RFC 9701), encrypted ID tokens and userinfo',
    'For later; answers come over TLS, and ID tokens and JWT access tokens are signed.',
  ],
  ['Pairwise subjects (OpenID Connect Core §8.1)', 'For later; `subject_types_supported` is `public`.'],
  [
    'Session management and front-channel logout',
    'They rest on third-party cookies, which browsers take away. Back-channel logout is built.',
  ],
  [
    '`response_mode=fragment`, hybrid and implicit response types (OpenID Connect Core §3.2, §3.3)',
    'OAuth 2.1 has the code flow alone.',
  ],
  ['The FAPI profiles as such', 'For later; most of their parts are here: PAR, DPoP, `private_key_jwt`, `iss`.'],
];
