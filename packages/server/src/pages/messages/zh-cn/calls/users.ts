/** What the calls on users do, by operation. */
export const users: Readonly<Record<string, string>> = {
  get_user: '调用者本人；给出 `client_id` 时，为该客户端中管理员所辖的用户。',
  get_user_user_id: '调用者本人，按其自己的 id。',
  post_user_secret_generate: '生成供命令行使用的个人密钥，仅显示这一次；之前的密钥随即失效。',
  get_users: '分页列出用户，各附其在本客户端中的角色：根角色的 super 可见所有人，其他管理员只见所辖的人。',
  get_users_members: '分页列出可选为成员的有效用户：id、姓名和类型。',
  post_users: '新建用户。未给出密码者不能用密码登录；给出的密码须在首次登录时更换。',
  put_users_user_id: '修改用户资料；给出密码时一并修改密码，并结束其全部会话和令牌。',
  put_users_user_id_status_status: '把用户设为 `active`、`frozen` 或 `delete`；后两者立即结束其全部会话和令牌。',
  post_users_pwds: '一律拒绝：密码哈希绝不经接口给出。',
  post_user_auth: '为有 `check_password` 权利的客户端校验密码，具有登录时的全部保护；返回该用户。',
  get_user_check: '访问令牌是否有效，且属于该客户端和用户；其余情况一律为 `false`。',
};
