import { type Html, html } from '../../html.ts';
import type { Messages } from '../messages.ts';

/** What the trial sign-in did, step by step. */
export const tryResult: Messages['tryResult'] = {
  title: '首次登录',
  okHeading: '一切正常：这是第一个访问令牌',
  okExplains: '以下请求均真实发送到此服务器。机密内容已缩短显示。',
  failedHeading: '尝试未能完成',
  failedExplains: '下面的最后一步显示了导致中止的响应。',
  accessToken: '访问令牌',
  stepsHeading: '过程',
  steps: {
    authorize: '请求授权',
    callback: '携带授权码返回应用',
    token: '用授权码换取令牌',
    refresh: '刷新令牌',
    userinfo: '查询登录者身份',
    expire: '查询令牌是否仍然有效',
    revoke: '注销令牌',
  },
  request: '请求',
  response: '响应',
  nextHeading: '接下来',
  nextSteps: {
    application: '注册您自己的应用：`npx hufu client add --help`',
    people: '添加用户：`npx hufu user add --help`',
    file: '用一个文件描述全部配置并应用：`npx hufu apply --help`',
  },
  toAccount: (link: Html): Html => html`在${link}中查看这次登录。`,
  again: '再试一次',
};
