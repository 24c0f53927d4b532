import { BAD_ENCODINGS, type BadCase, INVALID_REQUEST, PROTOTYPE_NAMES } from '../bad-case.ts';

const expire = (query: string): BadCase => ({ title: `expire: ${query}`, target: `/oauth2/expire?${query}`, ...INVALID_REQUEST });

const BEARER = 'Authorization: Bearer {access}';
const INVALID_TOKEN = { status: 401, error: 'invalid_token' };

function end(title: string, query: string, request: Partial<BadCase> & Pick<BadCase, 'status' | 'error'>): BadCase {
  return { title: `end: ${title}`, method: 'DELETE', target: `/oauth2/token${query}`, headers: [BEARER], ...request };
}

/** `GET /oauth2/expire` and `DELETE /oauth2/token`. */
export const EXPIRE_AND_END_CASES: readonly BadCase[] = [
  ...['', 'access_token=', 'refresh_token=', 'ACCESS_TOKEN={access}', 'access_token[]={access}', 'token={access}'].map(expire),
  expire('access_token={access}&access_token={access}'),
  expire('refresh_token={refresh}&refresh_token={refresh}'),
  expire('access_token=&access_token={access}'),
  ...PROTOTYPE_NAMES.map((name) => expire(`${name}={access}`)),
  ...BAD_ENCODINGS.map((bytes) => expire(`access_token={access}&x=${bytes}`)),
  end('no credentials', '?access_token={access}', { headers: [], ...INVALID_TOKEN }),
  end('two Authorization headers', '?access_token={access}', { headers: [BEARER, BEARER], ...INVALID_TOKEN }),
  end('a token nobody issued', '?access_token={marker}', { headers: ['Authorization: Bearer {marker}'], ...INVALID_TOKEN }),
  end('a token with another end', '?access_token={access~}', { headers: ['Authorization: Bearer {access~}'], ...INVALID_TOKEN }),
  end('a refresh token', '?access_token={refresh}', { headers: ['Authorization: Bearer {refresh}'], ...INVALID_TOKEN }),
  end('a code', '?access_token={code}', { headers: ['Authorization: Bearer {code}'], ...INVALID_TOKEN }),
  end('no parameter', '', INVALID_REQUEST),
  end('an empty parameter', '?access_token=', INVALID_REQUEST),
  end('another token in the parameter', '?access_token={access~}', INVALID_REQUEST),
  end('the parameter twice', '?access_token={access}&access_token={access}', INVALID_REQUEST),
  end('the parameter as a refresh token', '?refresh_token={access}', INVALID_REQUEST),
  end('a client’s credentials', '?access_token={access}', { headers: ['Authorization: Basic {basic}'], ...INVALID_REQUEST }),
  ...BAD_ENCODINGS.map((bytes) => end(`a parameter ${bytes}`, `?access_token={access}&x=${bytes}`, INVALID_REQUEST)),
];
