import type { Refusal, ResourceText } from '../change.ts';
import { invalid } from './refusals.ts';

/** Refuses a role's texts that are too long or too short (contract/authority.md §1, in code points). */
export function checkRoleText(text: { readonly name: string; readonly description: string }): Refusal | undefined {
  return checkName(text.name, 255) ?? checkLength('description', text.description, 255);
}

/** Refuses a resource's texts that are too long or too short (contract/authority.md §1, in code points). */
export function checkResourceText(text: ResourceText): Refusal | undefined {
  return checkName(text.name, 128) ?? checkLength('description', text.description, 255) ?? checkLength('data', text.data, 1024);
}

function checkName(name: string, longest: number): Refusal | undefined {
  return name === '' ? invalid('name', 'must not be empty') : checkLength('name', name, longest);
}

function checkLength(member: string, text: string, longest: number): Refusal | undefined {
  // A code point takes at most two code units: what is short enough in these needs no counting.
  if (text.length <= longest) return undefined;
  if (text.length <= 2 * longest && [...text].length <= longest) return undefined;
  return invalid(member, `must not be longer than ${longest} characters`);
}
