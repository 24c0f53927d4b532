import { z } from 'zod';
import {
  asOf,
  flag,
  type Instant,
  id,
  listOrOne,
  oneOrMore,
  optionalText,
  queryIds,
  text,
  userId,
  wireInstant,
} from './fields.ts';

/** A role as shown beside a resource (contract/authority.md §5). */
export interface HolderWire {
  readonly resource_id: number;
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly parent_id: number;
}

/** A resource; `roles` only when asked for and not empty. */
export interface ResourceWire {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly client_id: number;
  readonly data: string;
  readonly created_by: string;
  readonly updated_by: string;
  readonly created: Instant;
  readonly updated: Instant;
  readonly roles?: readonly HolderWire[] | undefined;
}

const holderWire: z.ZodType<HolderWire> = z
  .object({
    resource_id: id,
    id,
    name: z.string(),
    description: z.string(),
    parent_id: z.int(),
  })
  .meta({ id: 'Holder', description: 'A role that holds a resource.' });

export const resourceWire: z.ZodType<ResourceWire> = z
  .object({
    id,
    name: z.string(),
    description: z.string(),
    client_id: id,
    data: z.string().describe('Whatever the application keeps with it.'),
    created_by: z.string(),
    updated_by: z.string(),
    created: wireInstant,
    updated: wireInstant,
    roles: z.array(holderWire).optional().describe('Only when asked for and not empty.'),
  })
  .meta({ id: 'Resource', description: 'What an application asks about, by its name.' });

export const resourceListWire: z.ZodType<readonly ResourceWire[]> = z.array(resourceWire);

const draft = { name: text(1, 128), description: optionalText(255), data: optionalText(1024) };

/** An entry of `POST /resources`. */
export interface NewResource {
  readonly name: string;
  readonly description: string;
  readonly data: string;
}

export const newResources: z.ZodType<readonly NewResource[]> = listOrOne(z.object(draft).meta({ id: 'NewResource' }));

/** The body of `PUT /resources` and `PUT /resources/:id`; the path names the id where the body does not. */
export interface ResourceChange extends NewResource {
  readonly id?: number | undefined;
}

const resourceChange: z.ZodType<ResourceChange> = z
  .object({ id: id.optional().describe('The resource, where the path does not name it.'), ...draft })
  .meta({ id: 'ResourceChange' });

/** One change, or a list of them: the answer has the same form. */
export const resourceChanges: z.ZodType<ResourceChange | readonly ResourceChange[]> = oneOrMore(resourceChange);

/** The answer of `DELETE /resources/1,2`. */
export const resourceDeletion: z.ZodType<{ del_resource_num: number; del_role_resource_num: number }> = z
  .object({
    del_resource_num: z.int(),
    del_role_resource_num: z.int(),
  })
  .meta({ id: 'ResourceDeletion', description: 'How many resources and links ended.' });

/** The query of `GET /resources`. */
export const resourcesQuery: z.ZodType<{ readonly relate_role?: boolean | undefined; readonly at?: number | undefined }> =
  z.object({
    relate_role: flag.optional().describe('Whether each resource comes with the roles that hold it.'),
    at: asOf,
  });

/** The query of `GET /resources/list`. */
export const resourceListQuery: z.ZodType<{ readonly id: readonly number[]; readonly at?: number | undefined }> = z.object({
  id: queryIds.describe('Resource ids: repeated, or separated by commas.'),
  at: asOf,
});

/** The query of `GET /userResources`. */
export const userResourcesQuery: z.ZodType<{ readonly user_id?: string | undefined; readonly at?: number | undefined }> =
  z.object({
    user_id: userId.optional().describe('The user who is asked about; the caller when absent.'),
    at: asOf,
  });

/** The query of `GET /checkResource`. */
export const checkResourceQuery: z.ZodType<{ readonly user_id: string; readonly resource_name: string }> = z.object({
  user_id: userId.describe('The user who is asked about.'),
  resource_name: text(1, 128).describe('The name of a resource.'),
});
