import type { FlowCheck } from './flow-check.ts';

/** The checks of any request. */
export type RequestCheckName = 'method' | 'body_size' | 'form' | 'parameters_once' | 'database' | 'server' | 'unnamed';

/** What every endpoint looks at before it knows who asks, and what may happen to any request. */
export const REQUEST_CHECKS: Readonly<Record<RequestCheckName, FlowCheck>> = {
  method: {
    holds: 'the address is used with a method that it has',
    section: 'RFC 6749 §3.1',
    mend: {
      en: 'Send authorize requests by GET, and requests to the token and introspection endpoints by POST.',
      zh: '授权请求用 GET 发送；令牌端点和内省端点的请求用 POST 发送。',
    },
    refusals: ['page: method_not_allowed'],
  },
  body_size: {
    holds: 'the body is at most 64 KiB',
    section: 'contract/oauth2.md §4',
    mend: {
      en: 'Send less: no request of OAuth is this large. Look for a library that adds a session or a file to the form.',
      zh: '减少发送的内容：OAuth 请求不会这么大。请检查是否有程序库把会话或文件放进了表单。',
    },
    refusals: ['invalid_request: the body is larger than 64 KiB', 'page: too_large'],
  },
  form: {
    holds: 'the parameters are a form',
    section: 'RFC 6749 appendix B',
    mend: {
      en: 'Send the parameters as application/x-www-form-urlencoded, in UTF-8, percent-encoded, not compressed. JSON is not read here.',
      zh: '参数须以 application/x-www-form-urlencoded、UTF-8、百分号编码发送，不压缩。此处不读取 JSON。',
    },
    refusals: [
      'invalid_request: the body must be application/x-www-form-urlencoded',
      'invalid_request: the parameters are not valid form encoding of UTF-8',
      'page: malformed_request',
      'page: unsupported_media_type',
    ],
  },
  parameters_once: {
    holds: 'no parameter was sent twice',
    section: 'RFC 6749 §3.2',
    mend: {
      en: 'Send each parameter once. A parameter must not stand in the query and in the body either.',
      zh: '每个参数只发送一次；同一参数也不能既在查询串中又在正文中。',
    },
    refusals: [
      'invalid_request: a parameter was sent more than once',
      'invalid_request: a parameter stands in the query and in the body',
      'page: repeated_parameter',
    ],
  },
  database: {
    holds: 'the database answered',
    section: 'RFC 9110 §15.6.4',
    mend: {
      en: 'Try again, after the seconds of Retry-After. If it stays like this, `hufu verify` and the log tell the operator more.',
      zh: '按 Retry-After 的秒数等待后重试。若一直如此，运维人员可查看日志并运行 `hufu verify`。',
    },
    refusals: ['temporarily_unavailable: the database cannot answer now; try again', 'page: unavailable', 'page: busy'],
  },
  server: {
    holds: 'nothing unexpected happened in the server',
    section: 'RFC 9110 §15.6.1',
    mend: {
      en: 'This is a fault of the server, not of the request: its log has the reason under this request id.',
      zh: '这是服务器的错误，与请求无关：日志中此请求编号下有原因。',
    },
    refusals: ['page: server_error'],
  },
  unnamed: {
    holds: 'the request is as the endpoint expects it',
    section: 'RFC 6749 §5.2',
    mend: {
      en: 'The description of the error says what is wrong.',
      zh: '错误描述说明了问题所在。',
    },
    refusals: [],
  },
};
