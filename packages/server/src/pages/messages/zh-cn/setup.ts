import { type Html, html } from '../../html.ts';
import type { Messages } from '../messages.ts';

/** Setting the server up for the first time. */
export const setup: Messages['setup'] = {
  title: '初始设置虎符',
  heading: '初始设置虎符',
  explains: '创建第一个系统管理员。系统没有任何默认密码。',
  recoverHeading: '恢复访问',
  recoverExplains:
    '请使用恢复链接：填写新的用户名可创建一个系统管理员；填写已有的用户名则为该用户设置新密码，并使其成为系统管理员。',
  token: '设置令牌',
  tokenHint: '服务器启动时或 `hufu recover` 打印的链接，或其中 `#` 之后的部分。',
  username: '用户名',
  usernameHint: '字母、数字、`-` 和 `_`，最多 64 个字符。',
  fullname: '姓名',
  password: '密码',
  submit: '创建管理员',
  problems: {
    token_missing: '请输入设置令牌。',
    token_unknown: '无法识别该设置令牌。请复制服务器打印的完整链接。',
    token_used: '该设置链接已被使用。',
    token_expired: '该设置链接已过期：有效期为 24 小时。',
    already_set_up: '此服务器已完成设置。',
    username_invalid: '不能用作用户名。请使用字母、数字、- 和 _，最多 64 个字符，且不能以 client- 开头。',
    username_taken: '该用户名已被使用。',
    fullname_invalid: '姓名过长：最多 128 个字符。',
  },
  newLink: '在服务器上运行 `npx hufu recover` 可获取新的链接。',
  toSignIn: '前往登录',
};

/** After the first administrator was made. */
export const setupDone: Messages['setupDone'] = {
  title: '虎符已就绪',
  heading: '虎符已就绪',
  created: (username: Html): Html => html`管理员 ${username} 已创建，您已登录。`,
  issuer: '颁发者（issuer）',
  explains: '下一步将像应用一样对此服务器执行真实的流程：授权、授权码、令牌、刷新。',
  submit: '立即尝试登录',
};
