import { z } from 'zod';
import { id, listOrOne } from './fields.ts';

/** A resource in a role. */
export interface RoleResourceWire {
  readonly role_id: number;
  readonly resource_id: number;
}

export const roleResourceListWire: z.ZodType<readonly RoleResourceWire[]> = z.array(
  z.object({ role_id: id, resource_id: id }).meta({ id: 'RoleResource', description: 'A resource in a role.' }),
);

/** The body of `POST`, `PUT` and `DELETE /roleResources/:role_id`. */
export const resourceIds: z.ZodType<readonly number[]> = listOrOne(id);
