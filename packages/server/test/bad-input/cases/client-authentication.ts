import { type BadCase, FORM, GRANT, INVALID_CLIENT, INVALID_REQUEST } from '../bad-case.ts';

function withHeaders(title: string, headers: readonly string[], refusal: Pick<BadCase, 'status' | 'error'>): BadCase {
  return {
    title: `client: ${title}`,
    method: 'POST',
    target: '/oauth2/token',
    headers: [...FORM, ...headers],
    body: GRANT,
    ...refusal,
  };
}

function withCredentials(title: string, credentials: string): BadCase {
  return {
    title: `client: ${title}`,
    method: 'POST',
    target: '/oauth2/token',
    headers: FORM,
    body: `${credentials}&${GRANT}`,
    ...INVALID_CLIENT,
  };
}

const headers: BadCase[] = [
  ['no credentials at all', []],
  ['an empty Authorization', ['Authorization:']],
  ['Basic and nothing after it', ['Authorization: Basic']],
  ['Basic with what is not base64', ['Authorization: Basic %%%%']],
  ['Basic in base64url', ['Authorization: Basic -_-_']],
  ['Basic without a colon', ['Authorization: Basic {b64:{client}}']],
  ['Basic with an empty user', ['Authorization: Basic {b64::{secret}}']],
  ['Basic with an empty secret', ['Authorization: Basic {b64:{client}:}']],
  ['Basic with a wrong secret', ['Authorization: Basic {b64:{client}:{marker}}']],
  ['Basic with a bad escape in the secret', ['Authorization: Basic {b64:{client}:%zz}']],
  ['Basic with %FF', ['Authorization: Basic {b64:{client}:%FF}']],
  ['Basic with bytes that are not UTF-8', ['Authorization: Basic //79OnM=']],
  ['Basic with a space inside', ['Authorization: Basic {basic} {basic}']],
  ['Basic with a comma', ['Authorization: Basic {basic}, Basic {basic}']],
  ['Basic with NUL in the id', ['Authorization: Basic {b64:{client}%00:{secret}}']],
  ['a scheme we do not know', ['Authorization: Digest username="{marker}"']],
  ['a bearer token', ['Authorization: Bearer {access}']],
  ['Negotiate', ['Authorization: Negotiate {marker}']],
  ['a bare word', ['Authorization: {marker}']],
  ['__proto__ as the scheme', ['Authorization: __proto__ {marker}']],
  ['Client and nothing after it', ['Authorization: Client']],
  ['Authencation and nothing in it', ['Authencation:']],
  ['Authencation with Basic credentials', ['Authencation: Basic {basic}']],
  ['Authencation with a bearer token', ['Authencation: Bearer {access}']],
].map(([title, lines]) => withHeaders(title as string, lines as string[], INVALID_CLIENT));

const several: BadCase[] = [
  ['Basic and a JWT', ['Authorization: Basic {basic}', 'Authencation: Client {jwt}']],
  ['two Authorization headers', ['Authorization: Basic {basic}', 'Authorization: Basic {basic}']],
  ['a JWT in Authorization, twice', ['Authorization: Client {jwt}', 'Authorization: Client {jwt}']],
  ['Bearer and a JWT in Authorization', ['Authorization: Bearer {access}', 'Authorization: Client {jwt}']],
].map(([title, lines]) => withHeaders(title as string, lines as string[], INVALID_REQUEST));

const besideBody: BadCase[] = [
  ['Authorization: Basic {basic}', 'Basic'],
  ['Authencation: Client {jwt}', 'a JWT'],
  ['Authorization: Client {jwt}', 'a JWT in Authorization'],
  ['Authorization: {jwt}', 'a bare JWT'],
  ['Authorization: Bearer {access}', 'a bearer token'],
].map(([line = '', name]) => ({
  ...withHeaders(`${name} and a secret in the body`, [line], INVALID_REQUEST),
  body: `client_id={client}&client_secret={secret}&${GRANT}`,
}));

const ids = [
  '0{client}',
  '%2B{client}',
  '%20{client}',
  '{client}%20',
  '{client}.0',
  '{client}e0',
  '0x{client}',
  '-{client}',
  '0',
  '99999999999999999999',
  '%EF%BC%91',
  '{client}%00',
  '{client}%0A',
  'NaN',
  'null',
  '__proto__',
  '{marker}',
  '1%7C2',
  '{client},{client}',
  '[{client}]',
  '{fill:3000}',
];
const clientIds: BadCase[] = ids.map((id) => withCredentials(`client_id=${id}`, `client_id=${id}&client_secret={secret}`));

const secrets: BadCase[] = [
  '{marker}',
  '{secret}%00',
  '%20{secret}',
  '{secret}%20',
  '{secret~}',
  '{fill:4000}',
  '%F0%9F%98%80',
].map((secret) => withCredentials(`client_secret=${secret}`, `client_id={client}&client_secret=${secret}`));

const withoutProof: BadCase[] = [
  withCredentials('a secret without an id', 'client_secret={secret}'),
  withCredentials('an id without a secret', 'client_id={client}'),
  withCredentials('an empty id', 'client_id=&client_secret={secret}'),
  withCredentials('an empty secret', 'client_id={client}&client_secret='),
  {
    ...withHeaders('client_id is not the client of the JWT', ['Authencation: Client {jwt}'], INVALID_CLIENT),
    body: `client_id={other}&${GRANT}`,
  },
  {
    ...withHeaders('client_id is not the client of Basic', ['Authorization: Basic {basic}'], INVALID_CLIENT),
    body: `client_id={other}&${GRANT}`,
  },
  {
    ...withHeaders('client_id in the query is not the client of the JWT', ['Authencation: Client {jwt}'], INVALID_CLIENT),
    target: `/oauth2/token?${GRANT}&client_id={other}`,
    body: '',
  },
];

/** What claims to be a client. */
export const CLIENT_AUTHENTICATION_CASES: readonly BadCase[] = [
  ...headers,
  ...several,
  ...besideBody,
  ...clientIds,
  ...secrets,
  ...withoutProof,
];
