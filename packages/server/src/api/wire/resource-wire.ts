import type { HolderWire, ResourceWire } from '@hufu/contract';
import type { Resource, Role } from '../../authority/model.ts';
import { instantWire } from './instant-wire.ts';

/** A resource as existing clients decode it (contract/authority.md §5); no role that holds it: no `roles`. */
export function resourceWire(resource: Resource, holders: readonly Role[] = []): ResourceWire {
  return {
    id: resource.id,
    name: resource.name,
    description: resource.description,
    client_id: resource.clientId,
    data: resource.data,
    created_by: resource.createdBy,
    updated_by: resource.updatedBy,
    created: instantWire(resource.created),
    updated: instantWire(resource.updated),
    ...(holders.length === 0 ? {} : { roles: holders.map((role) => holderWire(resource, role)) }),
  };
}

function holderWire(resource: Resource, role: Role): HolderWire {
  return {
    resource_id: resource.id,
    id: role.id,
    name: role.name,
    description: role.description,
    parent_id: role.parentId,
  };
}
