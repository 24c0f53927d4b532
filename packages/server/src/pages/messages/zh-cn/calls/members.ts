/** What the calls on the members of roles do, by operation. */
export const members: Readonly<Record<string, string>> = {
  get_userRoles_users: '用户在管理员所辖角色中的成员关系，以及调用者自己的成员关系。',
  get_roleUsers_role_id: '一个角色的成员关系，对其管理员给出；全部角色的，对根角色的 super 给出。',
  post_roleUsers_role_id: '向调用者所管理的角色添加成员；返回添加的数目。',
  put_roleUsers_role_id: '修改成员关系，没有则建立；返回该成员关系，提交列表时返回列表。',
  delete_roleUsers_role_id: '结束成员关系：一个角色的用 `["user"]`，或用 `[{role_id, user_id}]`；返回结束的数目。',
  get_roleGroups_role_id: '角色中的组，对其管理员给出。',
  post_roleGroups_role_id: '按名称让组进入角色，限根角色的 super；返回新进入的数目。',
  delete_roleGroups_role_id: '按名称让组离开角色，限根角色的 super；返回原在其中的数目。',
};
