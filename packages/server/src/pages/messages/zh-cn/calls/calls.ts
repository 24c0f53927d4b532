import { clients } from './clients.ts';
import { decisions } from './decisions.ts';
import { groups } from './groups.ts';
import { members } from './members.ts';
import { parameters } from './parameters.ts';
import { resources } from './resources.ts';
import { roles } from './roles.ts';
import { users } from './users.ts';

/** What every call does, by operation, and what every parameter is, by its English description. */
export const calls: {
  readonly summaries: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
} = {
  summaries: { ...clients, ...users, ...roles, ...members, ...resources, ...groups, ...decisions },
  parameters,
};
