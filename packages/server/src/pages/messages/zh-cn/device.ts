import { type Html, html } from '../../html.ts';
import type { Messages } from '../messages.ts';

/** Letting in a device that has no browser. */
export const device: Messages['device'] = {
  title: '连接设备',
  heading: '连接设备',
  explains: '请输入您的设备或命令行上显示的代码。',
  compares: '请核对此代码与您的设备或命令行上显示的是否一致。',
  label: '代码',
  hint: '八个字母，不区分大小写，连字符可省略。',
  submit: '继续',
  problems: {
    missing: '请输入代码。',
    malformed: '这不是代码：代码由八个字母组成。',
    unknown: '没有这个代码。可能输入有误、已经用过，或已超过 10 分钟；若是后者，请在设备上重新开始。',
    throttled: '错误的代码过多。',
    expired_form: '页面打开的时间过长，请再次输入代码。',
  },
  approveTitle: (client: string): string => `连接 ${client}？`,
  approveHeading: (client: Html): Html => html`连接 ${client}？`,
  warns:
    '只有当您自己在面前的设备上发起了此次连接时，才可继续。如果代码或本页链接是别人发给您的，获得您账户访问权限的将是对方的设备：请拒绝。',
  showsCode: '您的设备应显示此代码：',
  allow: '连接此设备',
  deny: '拒绝',
  approved: {
    title: '设备已连接',
    heading: '设备已连接',
    explains: (client: Html): Html => html`${client} 已获得您允许的权限，几秒钟后会自动继续。`,
  },
  refused: {
    title: '已拒绝设备',
    heading: '已拒绝此设备',
    explains: (client: Html): Html => html`${client} 没有获得任何权限。如果不是您发起的，无需再做什么。`,
  },
  close: '您可以关闭此窗口。',
  toAccount: '前往我的账户',
};
