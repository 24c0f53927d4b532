import { z } from 'zod';

/** Ids, of which the first 100 are named. */
export interface ListedWire {
  readonly count: number;
  readonly first: readonly number[];
}

/** What one user gains and loses. */
export interface UserImpactWire {
  readonly user_id: string;
  readonly gained: ListedWire;
  readonly lost: ListedWire;
}

/** Whom a change touches: how many gain and lose, and, where the caller holds `role-user:read`, the first 100 of them. */
export interface GroupImpactWire {
  readonly gaining: number;
  readonly losing: number;
  readonly first?: readonly UserImpactWire[] | undefined;
}

/** What a change would do in one client: resource ids that users gain or lose, role ids that administrators reach or no longer do. */
export interface ImpactWire {
  readonly dry_run: true;
  readonly client_id: number;
  readonly users: GroupImpactWire;
  readonly administrators: GroupImpactWire;
}

const listed = z
  .object({ count: z.int(), first: z.array(z.int()) })
  .meta({ id: 'ListedIds', description: 'Ids, of which the first 100 are named.' });
const userImpact = z
  .object({ user_id: z.string(), gained: listed, lost: listed })
  .meta({ id: 'UserImpact', description: 'What one user gains and loses.' });
const groupImpact = z
  .object({
    gaining: z.int(),
    losing: z.int(),
    first: z.array(userImpact).optional().describe('The first 100, where the caller holds `role-user:read`.'),
  })
  .meta({ id: 'GroupImpact', description: 'Whom a change touches.' });

export const impactWire: z.ZodType<ImpactWire> = z
  .object({
    dry_run: z.literal(true),
    client_id: z.int(),
    users: groupImpact.describe('Who gains and loses which resources.'),
    administrators: groupImpact.describe('Who reaches which roles, or no longer does.'),
  })
  .meta({ id: 'Impact', description: 'What a change would do in one client.' });

/** The answer of a dry run that touches several clients: of a user or a group. */
export interface ImpactsWire {
  readonly dry_run: true;
  readonly clients: readonly ImpactWire[];
}

export const impactsWire: z.ZodType<ImpactsWire> = z
  .object({ dry_run: z.literal(true), clients: z.array(impactWire) })
  .meta({ id: 'Impacts' });
