import { z } from 'zod';
import { dryRun, id, oneOrLone, optionalText, text, userId } from './fields.ts';

/** A group of users; it belongs to no client. */
export interface GroupWire {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly description: string;
}

export const groupWire: z.ZodType<GroupWire> = z
  .object({
    id,
    name: z.string(),
    email: z.string(),
    description: z.string(),
  })
  .meta({ id: 'Group', description: 'A group of users; it belongs to no client.' });

export const groupListWire: z.ZodType<readonly GroupWire[]> = z.array(groupWire);

/** The name of a group where one is referred to. */
export const groupName: z.ZodType<string> = text(1, 128);

/** The body of `POST /group`. */
export const newGroup: z.ZodType<{ readonly name: string; readonly email: string; readonly description: string }> = oneOrLone(
  z.object({ name: text(1, 128), email: optionalText(254), description: optionalText(255) }).meta({ id: 'NewGroup' }),
);

/** The body of `PUT /group`: the group is the one of that id, whose name then changes, or else the one of that name. */
export const groupChange: z.ZodType<{
  readonly id?: number | undefined;
  readonly name: string;
  readonly email?: string | undefined;
  readonly description?: string | undefined;
}> = oneOrLone(
  z
    .object({ id: id.optional(), name: text(1, 128), email: text(0, 254).optional(), description: text(0, 255).optional() })
    .meta({ id: 'GroupChange' }),
);

/** The query of `DELETE /group`. */
export const groupKeyQuery: z.ZodType<{ readonly name: string }> = z.object({
  name: groupName.describe('The name of the group.'),
});

/** The query of `GET /group`. */
export const groupQuery: z.ZodType<{ readonly name?: string | undefined; readonly likes?: string | undefined }> = z.object({
  name: groupName.optional().describe('The whole name of a group.'),
  likes: groupName.optional().describe('Part of a name, in any case.'),
});

/** The body of `POST` and `DELETE /groupuser`. */
export const groupUser: z.ZodType<{ readonly group: string; readonly user: string }> = oneOrLone(
  z
    .object({ group: groupName.describe('Its name.'), user: userId })
    .meta({ id: 'GroupMember', description: 'A user in a group.' }),
);

/** The query of `POST` and `DELETE /groupuser`. */
export const groupUserQuery: z.ZodType<{ readonly dry_run?: boolean | undefined }> = z.object({ dry_run: dryRun });

/** The query of `GET /groupuser/group`. */
export const groupsOfUserQuery: z.ZodType<{ readonly user: string }> = z.object({
  user: userId.describe('The user who is asked about.'),
});

/** The query of `GET /groupuser/user`. */
export const usersOfGroupQuery: z.ZodType<{ readonly group: string }> = z.object({
  group: groupName.describe('The name of the group.'),
});
