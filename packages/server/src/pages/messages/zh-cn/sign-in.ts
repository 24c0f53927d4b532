import { type Html, html } from '../../html.ts';
import type { Messages } from '../messages.ts';

/** The sign-in page. */
export const signIn: Messages['signIn'] = {
  title: '登录',
  heading: '登录',
  toClient: (client: Html): Html => html`以继续访问 ${client}`,
  backTo: (host: Html): Html => html`之后将返回 ${host}`,
  username: '用户名',
  password: '密码',
  submit: '登录',
  submitAndAllow: '登录并允许',
  cancel: '取消',
  lets: (client: Html): Html => html`登录即表示允许 ${client}：`,
  withdrawable: '您可以随时在账户页面撤销。',
  problems: {
    credentials: '用户名或密码不正确。',
    throttled: '失败的尝试次数过多。',
    busy: '服务器繁忙，尚未检查您的密码。密码本身没有问题。',
    expired_form: '页面打开的时间过长，请重新登录。',
    username_missing: '请输入用户名。',
    password_missing: '请输入密码。',
  },
  notices: {
    not_set_up: '此服务器尚未完成初始设置。请运维人员打开启动时打印的设置链接，或运行 npx hufu recover 获取新链接。',
    switch_user: '请使用您想用的账户登录。',
    device: '请登录以继续，之后会显示是哪个设备在请求、请求什么。',
    sign_in_again: '应用要求您再次输入密码。',
    sign_in_as_asked: '应用要求使用此账户。请用它登录，或取消。',
    signed_out: '您已退出登录。',
    session_ended: '您的会话已结束，请重新登录。',
    password_changed: '密码已更改，请使用新密码登录。',
  },
};

/** The question for consent. */
export const consent: Messages['consent'] = {
  title: (client: string): string => `允许 ${client} 访问？`,
  heading: (client: Html): Html => html`允许 ${client} 访问？`,
  asks: (client: Html): Html => html`${client} 请求：`,
  asksNew: (client: Html): Html => html`${client} 另外请求：`,
  allowedBefore: '您此前已允许它：',
  signedInAs: '当前账户',
  allow: '允许',
  deny: '拒绝',
  switchUser: '使用其他账户',
};

/** The question with which account to go on. */
export const selectAccount: Messages['selectAccount'] = {
  title: '选择账户',
  heading: '使用此账户继续吗？',
  continue: '继续',
};

/** Signing out. */
export const signOut: Messages['signOut'] = {
  title: '退出登录',
  heading: '要退出登录吗？',
  asks: (client: Html): Html => html`${client}请求让您退出登录。`,
  explains: '您将在此浏览器中退出登录，通过本次登录打开的应用也会失去访问权限。',
  submit: '退出登录',
  stay: '保持登录',
  doneTitle: '已退出登录',
  doneHeading: '您已退出登录',
  doneExplains: '如果使用的是公用电脑，请同时关闭浏览器。',
  signInAgain: '重新登录',
};

/** An answer on its way to an application. */
export const formPost: Messages['formPost'] = {
  title: '返回应用',
  heading: '返回应用',
  explains: '正在返回',
  submit: '继续',
};
