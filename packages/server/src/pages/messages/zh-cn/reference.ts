import type { Messages } from '../messages.ts';

/** The reference of the API. */
export const reference: Messages['reference'] = {
  title: '接口文档',
  explains:
    '权限接口的全部调用，按 `/api2` 列出，直接返回数据。同样的调用在 `/api` 下一律返回 200，外层包有 `res_code`、`res_msg` 和 `data`。',
  machine: '供程序读取的版本（OpenAPI 3.1）：',
  flags: '参数为 `true | false` 时，也接受 `1`、`0`、`True` 和 `False`。',
  chaptersLabel: '章节',
  chapters: {
    clients: '客户端',
    users: '用户',
    roles: '角色',
    members: '角色成员',
    resources: '资源与角色的关联',
    groups: '组',
    decisions: '权限判定',
    audit: '审计',
  },
  callers: { token: '持访问令牌的用户', client: '客户端', session: '已登录用户' },
  who: '谁可以调用',
  scope: '权限范围',
  noScope: '无',
  parameters: '参数',
  places: { path: '路径参数', query: '查询参数' },
  required: '必填',
  optional: '可选',
  body: '请求体',
  answer: '返回',
};
