import { notFound, refuse } from '../api-failure.ts';
import type { ApiCall } from '../api-route.ts';
import { findUserId } from '../find-users.ts';
import type { View } from '../visibility.ts';

/**
 * The user whom a call asks about, spelled as their own id: a client asks about anyone, a user about themself, whom they
 * need not name. Throws `ApiFailure`; whether someone else exists is not told.
 */
export async function askedUser(call: ApiCall<{ readonly user_id?: string | undefined }, unknown>, view: View): Promise<string> {
  const { user_id: userId = view.self } = call.query;
  if (view.isClient) return userId === undefined ? notFound('user_id') : findUserId(call.context, userId, 'user_id');
  const { self } = view;
  if (self !== undefined && userId?.toLowerCase() === self.toLowerCase()) return self;
  return refuse('a user may ask this only about themself');
}

/**
 * As `askedUser`, and an administrator also about the users within reach. One who is out of reach does not exist.
 */
export async function askedUserWithinReach(call: ApiCall<unknown, unknown>, view: View, userId: string): Promise<string> {
  const { self } = view;
  if (self !== undefined && userId.toLowerCase() === self.toLowerCase()) return self;
  const known = await findUserId(call.context, userId, 'user_id');
  return view.hasUser(known) ? known : notFound('user_id');
}
