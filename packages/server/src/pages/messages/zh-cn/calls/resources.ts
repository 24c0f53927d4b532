/** What the calls on resources do, by operation. */
export const resources: Readonly<Record<string, string>> = {
  get_resources: '客户端的全部资源，对根角色的 super 给出；给出 `relate_role` 时各附持有它的角色。',
  get_resources_list: '这些 id 的资源，按给出的次序，对根角色的 super 给出。',
  post_resources: '新建资源，根角色随即持有它们，限根角色的 super；返回其 id。',
  put_resources_id: '修改资源，限根角色的 super；返回该资源，提交列表时返回列表。',
  delete_resources_id: '删除资源及其全部关联，限根角色的 super。',
  get_roleResources_role_id: '一个角色所持有的资源，对严格位于其上的 super 给出；全部角色的，对根角色的 super 给出。',
  post_roleResources_role_id: '把资源关联到角色；返回新的关联，包括其上级角色的关联。',
  put_roleResources_role_id: '使角色恰好持有这些资源；返回其关联。',
  delete_roleResources_role_id: '取消资源与角色及其下全部角色的关联；返回结束的关联。',
};
