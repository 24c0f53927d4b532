/** How long what we issue lives, in milliseconds (guides: code 60 s, access 7,200 s, JWT access 300 s, refresh idle 14 d, absolute 30 d). */
export interface Lifetimes {
  readonly codeMs: number;
  readonly accessTokenMs: number;
  /** Access tokens that are JWTs: whoever verifies one by itself does not hear that it was revoked. */
  readonly jwtAccessTokenMs: number;
  /** A refresh token that is not used for so long ends. */
  readonly refreshIdleMs: number;
  /** The limit of a grant's refresh tokens, which rotation does not extend. */
  readonly refreshAbsoluteMs: number;
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** What holds unless the operator says otherwise. */
export const DEFAULT_LIFETIMES: Lifetimes = {
  codeMs: 60 * SECOND,
  accessTokenMs: 7_200 * SECOND,
  jwtAccessTokenMs: 300 * SECOND,
  refreshIdleMs: 14 * DAY,
  refreshAbsoluteMs: 30 * DAY,
};
