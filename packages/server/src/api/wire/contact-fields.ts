import type { ApiCall } from '../api-route.ts';
import type { View } from '../visibility.ts';

/** Whether the contact and directory fields of a user (e-mail, wechat, phone, DN, organization) are shown to a caller. */
export type ShowsContact = (userId: string) => boolean;

/** For answers about oneself, and to those who manage users. */
export const EVERY_CONTACT: ShowsContact = () => true;

/**
 * Whose contact and directory fields a caller sees: their own, those of the members of the client that is looked at (today,
 * by name or by a group), and everybody's where that client has the right `users`, or for a system administrator. Whoever
 * registers a client is a root super of it, and would else read the address book of everybody.
 */
export async function contactsShownTo(
  { context, caller }: Pick<ApiCall<unknown, unknown>, 'context' | 'caller'>,
  view: View,
): Promise<ShowsContact> {
  if (caller.user?.systemAdministrator === true) return EVERY_CONTACT;
  const client = await context.storage.read(({ clients }) => clients.find(view.state.clientId));
  if (client?.rights.includes('users') === true) return EVERY_CONTACT;
  return (userId) => userId === view.self || view.isMember(userId);
}
