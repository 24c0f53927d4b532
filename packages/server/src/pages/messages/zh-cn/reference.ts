import type { Messages } from '../messages.ts';

/** The reference of the API. */
export const reference: Messages['reference'] = {
  title: '接口文档',
  explains:
    '权限接口的全部调用，按 `/api2` 列出，直接返回数据。同样的调用在 `/api` 下一律返回 200，外层包有 `res_code`、`res_msg` 和 `data`。',
  machine: '供程序读取的版本（OpenAPI 3.1）：',
  chaptersLabel: '章节',
  chapters: {
    clients: '应用',
    users: '用户',
    roles: '角色',
    members: '角色成员',
    resources: '资源与角色的关联',
    groups: '用户组',
    decisions: '权限判定',
    audit: '审计',
  },
  callers: { token: '持访问令牌的用户', client: '应用', session: '已登录用户' },
  who: '调用者',
  scope: '权限范围',
  noScope: '无',
  parameters: '参数',
  required: '必填',
  body: '请求体',
  answer: '返回',
};
