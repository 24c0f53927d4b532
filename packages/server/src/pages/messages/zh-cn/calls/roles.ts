/** What the calls on roles do, by operation. */
export const roles: Readonly<Record<string, string>> = {
  get_roles: '管理员所辖的角色；给出 `is_tree` 时嵌套在 `children` 中。',
  get_roles_search: '所辖角色中名称包含某段文字的，不区分大小写。',
  get_roles_batch: '这些 id 的角色，按给出的次序；必须全部在所辖范围内。',
  post_roles: '在调用者为 super 的角色之下新增角色；返回其 id。',
  post_roles_role_id: '在上级角色与其若干下级角色之间插入角色；返回其 id。',
  put_roles: '为角色改名；该角色须严格位于调用者为 super 的角色之下，根角色只能由根角色的 super 改名。',
  delete_roles_role_id: '删除角色；其下级角色上移，其成员关系和关联随之结束。',
  get_roleTree: '一个角色（未指明时为根角色）；给出 `relate_children` 或 `is_tree` 时，连同其下的全部角色。',
  get_userRoles:
    '用户的角色，对其本人和客户端给出：身份至少为 `role_type` 的角色；给出 `is_all` 时加上其下的全部角色，' +
    '给出 `is_route` 时加上直到根角色的各级上级（不附 `role_type`）。',
  post_roles_role_id_restore: '把角色及其下的全部角色恢复到当时的样子：按今天的权限逐项变更，要么全部完成，要么什么都不变。',
};
