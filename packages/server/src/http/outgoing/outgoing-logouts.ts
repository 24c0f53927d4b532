import type { Settings } from '../../config/settings.ts';
import type { LogoutDelivering } from '../../oauth/logout/deliver-logout.ts';
import { createLogoutDeliveries, type LogoutDeliveries } from '../../oauth/logout/logout-deliveries.ts';
import { outgoingPosts } from './outgoing-post.ts';
import { logoutTokenSender } from './send-logout-token.ts';

/** What of the server the deliveries need. */
export interface LogoutParts extends Pick<LogoutDelivering, 'storage' | 'signingKeys' | 'now'> {
  readonly settings: Pick<Settings, 'issuer' | 'outgoingAllow'>;
  readonly onError: (error: unknown) => void;
}

/** The deliveries of logout tokens over the network, under its guard. */
export function outgoingLogouts({ settings, onError, ...parts }: LogoutParts): LogoutDeliveries {
  const send = logoutTokenSender(outgoingPosts({ allow: new Set(settings.outgoingAllow) }));
  return createLogoutDeliveries({ ...parts, issuer: settings.issuer.href, send }, onError);
}
