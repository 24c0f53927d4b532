import type { GroupWire } from '@hufu/contract';
import type { Group } from '../../authority/model.ts';

/** A group as existing clients decode it. */
export function groupWire({ id, name, email, description }: Group): GroupWire {
  return { id, name, email, description };
}
