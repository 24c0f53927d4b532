import type { Messages } from '../messages.ts';

/** Choosing a password. */
export const password: Messages['password'] = {
  title: '设置新密码',
  heading: '设置新密码',
  mustChange: '您现在的密码由他人设置。请设置一个只有您知道的密码，随后即可登录。',
  current: '当前密码',
  chosen: '新密码',
  again: '再次输入新密码',
  rules: '至少 10 个字符，可以使用任何字符，包括空格。常见密码和您的用户名不能用作密码。',
  submit: '更改密码并登录',
  change: '更改密码',
  problems: {
    too_short: '密码过短：至少需要 10 个字符。',
    too_long: '密码过长：最多 1024 字节。',
    common: '这是常见密码，最容易被试出来。',
    contains_name: '密码由您的用户名组成。',
    guessable: '这个密码容易被猜到。几个互不相关的词是不错的选择。',
    mismatch: '两次输入的新密码不一致。',
    same: '新密码与当前密码相同。',
    wrong_current: '当前密码不正确。',
    missing: '请输入密码。',
    throttled: '失败的尝试次数过多。',
    busy: '服务器繁忙，未作任何更改，请重试。',
    expired_form: '页面打开的时间过长，未作任何更改，请重试。',
  },
};
