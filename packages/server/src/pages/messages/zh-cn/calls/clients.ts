/** What the calls on clients do, by operation. */
export const clients: Readonly<Record<string, string>> = {
  post_client: '注册客户端；注册者成为其根角色的 super。使用令牌时，令牌的客户端须有 `create_clients` 权利。',
  get_client: '读取客户端；密钥只对它自己的 JWT 给出。',
  put_client: '修改客户端的名称或重定向 URI；未给出的保持不变。',
  put_client_secret: '生成新密钥，仅显示这一次；旧密钥在 `keep_old_seconds` 秒内仍然有效，未给出时为 0。',
  put_client_status_status: '把客户端设为 `active` 或 `disabled`；停用后，其授权码、令牌和 JWT 全部失效。',
  post_client_clone: '复制客户端，连同角色树、资源、成员关系和关联；副本有自己的密钥。',
  get_userClients_user_id: '调用者至少以某一身份在其中有角色的客户端，各附这些角色。',
  get_allClients: '全部客户端，各附其根角色的 admin 和 super：需要角色时可向他们申请。',
};
