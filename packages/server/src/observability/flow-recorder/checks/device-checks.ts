import type { FlowCheck } from './flow-check.ts';

/** The checks of the device grant. */
export type DeviceCheckName =
  | 'device_grant_registered'
  | 'device_code_sent'
  | 'device_code_known'
  | 'device_code_owner'
  | 'device_poll_pace'
  | 'device_answered'
  | 'device_allowed'
  | 'device_code_fresh'
  | 'device_code_unused'
  | 'user_code_readable'
  | 'user_code_known'
  | 'user_code_attempts';

/** What is looked at when a device asks to be let in, when it polls, and when somebody answers for it. */
export const DEVICE_CHECKS: Readonly<Record<DeviceCheckName, FlowCheck>> = {
  device_grant_registered: {
    holds: 'the client may use the device grant',
    section: 'RFC 8628 §3.1',
    mend: {
      en: 'Register urn:ietf:params:oauth:grant-type:device_code for this client (`hufu client set`, member grant_types).',
      zh: '为该客户端注册 urn:ietf:params:oauth:grant-type:device_code（`hufu client set` 的 grant_types）。',
    },
    refusals: ['unauthorized_client: this client is not registered for the device grant'],
    registered: ['grant_types'],
  },
  device_code_sent: {
    holds: 'device_code was sent',
    section: 'RFC 8628 §3.4',
    mend: { en: 'Send the device_code of the device authorization response.', zh: '发送设备授权响应中的 device_code。' },
    refusals: ['invalid_request: the parameter device_code is missing'],
  },
  device_code_known: {
    holds: 'there is such a device code',
    section: 'RFC 8628 §3.4',
    mend: {
      en: 'Send the device_code whole; 63 characters that begin with hfd_. The user code is for the person only. Old ones are cleared away an hour after they expired.',
      zh: '发送完整的 device_code（以 hfd_ 开头的 63 个字符）；用户代码只供人输入。过期一小时后的代码会被清除。',
    },
    refusals: ['invalid_grant: unknown device code'],
  },
  device_code_owner: {
    holds: 'the device code was issued to this client',
    section: 'RFC 8628 §3.4',
    mend: {
      en: 'Use one client_id in the device authorization request and here.',
      zh: '设备授权请求与此处须使用同一个 client_id。',
    },
    refusals: ['invalid_grant: device code of another client'],
  },
  device_poll_pace: {
    holds: 'the device waits between its polls',
    section: 'RFC 8628 §3.5',
    mend: {
      en: 'Wait `interval` seconds (5) after each answer, and after each slow_down 5 seconds more, for good. Let one loop poll.',
      zh: '每次响应后等待 `interval` 秒（5 秒）；每次 slow_down 后永久再加 5 秒。只用一个循环轮询。',
    },
    refusals: ['slow_down: polled too soon: from now on wait 5 seconds longer between polls'],
  },
  device_answered: {
    holds: 'somebody has answered for the device',
    section: 'RFC 8628 §3.5',
    mend: {
      en: 'Nothing is wrong: poll on until the person has entered the code and answered.',
      zh: '一切正常：继续轮询，直到用户输入代码并作出回答。',
    },
    refusals: ['authorization_pending: the user has not answered yet'],
  },
  device_allowed: {
    holds: 'the user lets the device in',
    section: 'RFC 8628 §3.5',
    mend: {
      en: 'The person said no. Stop polling; start again when they ask for it.',
      zh: '用户选择了拒绝。停止轮询；用户要求时再重新开始。',
    },
    refusals: ['access_denied: the user refused the device'],
  },
  device_code_fresh: {
    holds: 'the device code has not expired',
    section: 'RFC 8628 §3.5',
    mend: {
      en: 'Start again with a device authorization request: the codes live for 10 minutes, the answer included.',
      zh: '重新发送设备授权请求：代码有效期 10 分钟，含用户作答的时间。',
    },
    refusals: ['expired_token: the device code has expired: start again'],
  },
  device_code_unused: {
    holds: 'the device code is used for the first time',
    section: 'RFC 8628 §3.5',
    mend: {
      en: 'Stop polling when tokens have come; if their answer was lost, start again.',
      zh: '得到令牌后停止轮询；若响应丢失，请重新开始。',
    },
    refusals: ['invalid_grant: device code used twice'],
  },
  user_code_readable: {
    holds: 'what was typed can be a user code',
    section: 'RFC 8628 §6.1',
    mend: {
      en: 'Show the user_code as it came, with the verification_uri, and large enough to be read.',
      zh: '原样显示 user_code 与 verification_uri，字号足够大。',
    },
    refusals: ['page: missing', 'page: malformed'],
  },
  user_code_attempts: {
    holds: 'not too many wrong user codes were typed',
    section: 'RFC 8628 §5.1',
    mend: {
      en: 'Wait. Somebody may be guessing: `hufu audit list --action device.throttled` tells who and from where.',
      zh: '请等待。可能有人在猜测：`hufu audit list --action device.throttled` 可查出是谁、来自何处。',
    },
    refusals: ['page: user_code_throttled'],
  },
  user_code_known: {
    holds: 'a device waits under the user code',
    section: 'RFC 8628 §3.3',
    mend: {
      en: 'Compare the code with the one on the device. It may be older than 10 minutes, answered already, or of a client that is disabled.',
      zh: '将代码与设备上的比较。它可能已超过 10 分钟、已被回答，或属于已停用的客户端。',
    },
    refusals: ['page: unknown'],
  },
};
