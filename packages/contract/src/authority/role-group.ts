import { z } from 'zod';
import { id, listOrOne, text } from './fields.ts';

/** A group in a role: always as `normal` (contract/authority.md §2, rule 9). */
export interface RoleGroupWire {
  readonly role_id: number;
  readonly group: string;
}

export const roleGroupListWire: z.ZodType<readonly RoleGroupWire[]> = z.array(
  z
    .object({ role_id: id, group: z.string().describe('Its name.') })
    .meta({ id: 'RoleGroup', description: 'A group in a role, always as `normal`.' }),
);

/** The body of `POST` and `DELETE /roleGroups/:role_id`. */
export const groupNames: z.ZodType<readonly string[]> = listOrOne(text(1, 128));
