import type { SendOutgoing } from './outgoing-post.ts';

// OpenID Connect Back-Channel Logout §2.8: 200; and 204, which libraries answer where there is nothing to say.
const TAKEN: ReadonlySet<number> = new Set([200, 204]);

/** Sends logout tokens as forms (OpenID Connect Back-Channel Logout §2.5); answers why one was not taken, in a word, or `null`. */
export function logoutTokenSender(post: SendOutgoing): (uri: string, logoutToken: string) => Promise<string | null> {
  return async (url, logoutToken) => {
    const body = new URLSearchParams({ logout_token: logoutToken }).toString();
    const outcome = await post({ url, contentType: 'application/x-www-form-urlencoded', body });
    if (outcome.kind !== 'answered') return outcome.reason;
    return TAKEN.has(outcome.status) ? null : `answered_${outcome.status}`;
  };
}
