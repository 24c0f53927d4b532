import type { Messages } from '../messages.ts';

/** Why a request could not be served, and what to do about it. */
export const errors: Messages['errors'] = {
  received: '收到的内容',
  registered: '已注册的内容',
  noneRegistered: '没有注册任何回调地址。',
  whatToDo: '解决办法',
  status: '状态码',
  shortened: (length: number): string => `…（共 ${length} 个字符）`,
  empty: '（空）',
  home: '前往我的账户',
  trace: (requestId: string): string =>
    `开发者可在服务器上运行 \`hufu flow show ${requestId}\`，查看是哪一项检查未通过以及如何解决。`,
  reasons: {
    unknown_client: {
      title: '未知的应用',
      says: '没有应用以此请求中的 client_id 注册。',
      advice: '请应用的负责人将其 `client_id` 与 `hufu client list` 的输出进行核对。',
    },
    missing_client_id: {
      title: '应用没有说明自己的身份',
      says: '请求中没有 client_id。',
      advice: '请返回并从应用重新开始。应用的开发者应发送 `client_id`（一个数字）。',
    },
    disabled_client: {
      title: '此应用已停用',
      says: '管理员已停用此应用，任何人都无法登录。',
      advice: '请联系管理员，可运行 `hufu client enable` 启用。',
    },
    redirect_uri_missing: {
      title: '应用没有说明返回的地址',
      says: '请求中没有 redirect_uri。',
      advice: '应用的开发者应发送 `redirect_uri`，且与注册的完全一致。',
    },
    redirect_uri_mismatch: {
      title: '返回的地址未注册',
      says: '为了避免他人收到您的登录结果，redirect_uri 必须与某个已注册的地址逐字符相同。',
      advice: '应用的开发者应发送已注册的地址；管理员也可以用 `hufu client redirect-uri` 注册新的地址。',
    },
    logout_client_missing: {
      title: '应用没有说明自己的身份',
      says: '退出后只能返回已知的应用。您尚未退出登录。',
      advice: '请在我的账户中退出。应用的开发者应发送 `client_id`，或由此服务器签发的 `id_token_hint`。',
    },
    logout_client_mismatch: {
      title: '请求指明了两个应用',
      says: 'client_id 与 id_token_hint 属于不同的应用。您尚未退出登录。',
      advice: '请在我的账户中退出。开发者应发送 ID 令牌所签发给的 `client_id`。',
    },
    post_logout_uri_mismatch: {
      title: '返回的地址未注册',
      says: '退出后只会返回已注册的地址。您尚未退出登录。',
      advice:
        '请在我的账户中退出。开发者应逐字符发送已注册的 `post_logout_redirect_uri`；管理员也可以注册新的地址（`hufu client set`）。',
    },
    repeated_parameter: {
      title: '参数重复',
      says: '每个参数只能出现一次，否则无法确定以哪一个为准。',
      advice: '应用的开发者应确保每个参数只发送一次。',
    },
    invalid_request_uri: {
      title: '此次登录已结束',
      says: '应用发起此次登录已过去太久，或者登录已经完成。未作任何更改。',
      advice: '请返回应用重新开始。开发者请注意：`request_uri` 只能使用一次，须在 90 秒内由推送它的 `client_id` 使用。',
    },
    invalid_request_object: {
      title: '请求并非由应用签名',
      says: '请求应由应用签名，但签名不符。未作任何更改。',
      advice:
        '请返回并从应用重新开始。开发者应将 `request` 的密钥、`alg`、`kid` 与 `typ` 同已注册的内容核对（`hufu client show`）。',
    },
    malformed_request: {
      title: '无法理解此请求',
      says: '请求的某一部分格式有误，未作任何更改。',
      advice: '请返回并从应用重新开始。如果问题再次出现，请将下方的请求编号告知应用的开发者。',
    },
    not_found: {
      title: '页面不存在',
      says: '此地址下没有任何内容。',
      advice: '请检查地址，或从您的账户页面开始。',
    },
    method_not_allowed: {
      title: '不能以这种方式使用此地址',
      says: '地址存在，但不支持此请求方法。未作任何更改。',
      advice: '请重新打开页面，而不是刷新。',
    },
    unsupported_media_type: {
      title: '表单的格式无法识别',
      says: '表单只能以 application/x-www-form-urlencoded 格式发送。未作任何更改。',
      advice: '请返回，并从页面本身提交表单。',
    },
    too_large: {
      title: '请求过大',
      says: '地址或随之发送的内容超出了此服务器的读取上限。未作任何更改。',
      advice: '请减少发送的内容。如此大的请求通常是应用的错误。',
    },
    csrf: {
      title: '表单已失效',
      says: '表单打开的时间过长，或并非来自我们的页面。未作任何更改。',
      advice: '请返回并刷新页面，然后重新提交表单。请确认浏览器允许此网站使用 Cookie。',
    },
    forbidden: {
      title: '您无权执行此操作',
      says: '您的账户没有执行此操作的权限。未作任何更改。',
      advice: '请向管理员申请权限，或使用其他账户登录。',
    },
    busy: {
      title: '服务器繁忙',
      says: '同时到达的请求过多。没有丢失任何内容，也未作任何更改。',
      advice: '请稍候重试。',
    },
    throttled: {
      title: '尝试次数过多',
      says: '失败的尝试次数过多。未作任何更改。',
      advice: '请稍候再试。',
    },
    unavailable: {
      title: '服务器暂时无法响应',
      says: '服务器依赖的某个部分没有响应。未作任何更改。',
      advice: '请几分钟后重试。如果问题持续，请将下方的请求编号告知管理员。',
    },
    server_error: {
      title: '出现错误',
      says: '我们这边发生了错误，已被记录。',
      advice: '请重试。如果问题再次出现，请将下方的请求编号告知管理员。',
    },
  },
};
