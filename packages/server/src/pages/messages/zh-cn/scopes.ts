import type { Messages } from '../messages.ts';

/** Every scope in words. */
export const scopes: Messages['scopes'] = {
  'all:all': '执行您有权进行的一切操作：查看和更改所有角色、资源、用户、组和应用',
  'role:read': '查看角色及其层级',
  'role:write': '创建、更改和删除角色',
  'role-user:read': '查看谁拥有哪些角色',
  'role-user:write': '为用户授予或收回角色',
  'role-resource:read': '查看角色可以访问的资源',
  'role-resource:write': '为角色关联或取消关联资源',
  'resource:read': '查看受保护的资源',
  'resource:write': '创建、更改和删除受保护的资源',
  'user:read': '查看您的用户资料，以及您有权查看的用户',
  'user:write': '创建、更改和冻结用户',
  'client:read': '查看已注册的应用',
  'client:write': '注册、更改和移除应用',
  'group:read': '查看组',
  'group:write': '创建、更改和删除组',
  'groupuser:read': '查看谁属于哪些组',
  'groupuser:write': '将用户加入组或移出组',
  openid: '通过用户名得知您是谁',
  profile: '得知您的姓名',
  email: '得知您的电子邮箱地址',
  phone: '得知您的电话号码',
  roles: '得知您在其中拥有哪些角色',
  permissions: '得知您在其中获准做什么',
  offline_access: '在您离开后继续保有这些权限，直到您撤销',
};
