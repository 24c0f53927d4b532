import type { Messages } from '../messages.ts';

/** What stands on every page. */
export const common: Messages['common'] = {
  product: '虎符 Hufu',
  languageSwitch: '语言',
  languageNames: { en: 'English', 'zh-CN': '简体中文' },
  requestId: '请求编号',
  problem: '出现问题',
  showPassword: '显示密码',
  optional: '选填',
  yourAccount: '我的账户',
  signOut: '退出登录',
  retryAfter(seconds: number): string {
    return seconds <= 90 ? `请在 ${seconds} 秒后重试。` : `请在 ${Math.ceil(seconds / 60)} 分钟后重试。`;
  },
};
