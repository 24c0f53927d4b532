/** What the calls on groups do, by operation. */
export const groups: Readonly<Record<string, string>> = {
  post_group: '新建组，调用者成为其所有者。',
  put_group: '修改调用者的组：给出 `id` 时为该 id 的组，其名称也随之修改；否则为名称是 `name` 的组。',
  delete_group: '删除调用者的组，该组须没有成员、也不在任何角色中；返回它原来的内容。',
  get_group: '组：名称是 `name` 的、名称包含 `likes` 的，或全部；最多 10,000 个。',
  post_groupuser: '让用户进入调用者的组；已在其中的保持不变。',
  delete_groupuser: '让用户离开调用者的组。',
  get_groupuser_group: '用户所在的组：对客户端、对其所辖的管理员、对其本人给出。',
  get_groupuser_user: '组中的用户，限调用者可以得知的。',
};
