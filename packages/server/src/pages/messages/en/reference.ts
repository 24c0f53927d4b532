/** The reference of the API. */
export const reference = {
  title: 'API reference',
  explains:
    'Every call of the authority API under `/api2`, which answers bare data. Under `/api` the same calls answer 200 and an envelope with `res_code`, `res_msg` and `data`.',
  machine: 'The same for programs (OpenAPI 3.1):',
  flags: 'Where a parameter is `true | false`, `1`, `0`, `True` and `False` are taken too.',
  chaptersLabel: 'Chapters',
  chapters: {
    clients: 'Clients',
    users: 'Users',
    roles: 'Roles',
    members: 'Members of roles',
    resources: 'Resources and their roles',
    groups: 'Groups',
    decisions: 'Decisions',
    audit: 'Audit',
  },
  callers: { token: 'user by access token', client: 'client', session: 'signed-in user' },
  who: 'Who may call',
  scope: 'Scope',
  noScope: 'none',
  parameters: 'Parameters',
  places: { path: 'path', query: 'query' },
  required: 'required',
  optional: 'optional',
  body: 'Body',
  answer: 'Answer',
};
