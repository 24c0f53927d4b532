/** What the calls that decide and explain do, and the audit table, by operation. */
export const decisions: Readonly<Record<string, string>> = {
  get_userResources: '用户所持有的资源，对其本人和客户端给出。',
  get_checkResource: '用户是否持有某个名称的任一资源；用户或资源不存在时为 `false`。',
  get_explain: '用户为何持有某个资源，列出每条路径；或者怎样才能持有，以及谁可以授予。',
  get_audit: '分页列出审计记录，新的在前：客户端的记录对其根角色的 super 给出，全部记录对系统管理员给出。',
  post_access_v1_evaluation: '主体能否对资源执行某个操作（AuthZEN 1.0 §6）。',
  post_access_v1_evaluations: '一次作出多项判定，可附默认值（AuthZEN 1.0 §7）。',
  post_access_v1_search_subject: '所辖范围内可以对资源执行某个操作的主体（AuthZEN 1.0 §8.4）。',
  post_access_v1_search_resource: '主体可以对其执行某个操作的某类资源（AuthZEN 1.0 §8.5）。',
  post_access_v1_search_action: '主体可以对资源执行的已知操作（AuthZEN 1.0 §8.6）。',
};
