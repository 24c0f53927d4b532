const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The story in English. */
export const EN = {
  title: 'Qinghe Instruments',
  subtitle: 'A company of 500 people, and how everyone is kept to their part of it.',
  comma: ', ',
  space: ' ',
  types: { normal: 'normal', admin: 'admin', super: 'super' },
  administrator: (name: string, type: string): string => `${name} (${type})`,
  roles: (count: number): string => plural(count, 'role'),
  people: (names: readonly string[], count: number): string =>
    count > names.length ? `${count} people (${names.join(', ')}, …)` : names.join(', '),
  gains: (who: string, what: string): string => `+ ${who}: ${what}`,
  loses: (who: string, what: string): string => `- ${who}: ${what}`,
  reachesMore: (who: string, what: string): string => `+ reach of ${who}: ${what} more`,
  reachesLess: (who: string, what: string): string => `- reach of ${who}: ${what} less`,
  nobodyTouched: 'nobody gains or loses a resource',

  setUp: 'The operator sets up',
  setUpText: 'One file on the command line, and the operator is done:',
  commands: {
    serve: 'a server with an empty database',
    apply: 'the client of the company, its owner Gu Qing, and four accounts',
  },
  fromHere: 'All that follows goes through the HTTP API, as everyone else would use it.',

  settingUp: 'setting up …',
  building: 'making 500 people …',

  company: 'The company',
  companyText: (people: number, roles: number, resources: number): string =>
    `Gu Qing owns it. The client made ${people} of the 500 people, the operator five; she built ${roles} roles\nand ${resources} resources, and lets four others administer a part. A number counts the people\nin the role itself.`,

  reach: 'What each administrator reaches',
  reachText: 'A super also builds below their role; an admin looks after members only.',
  reachHead: (): readonly string[] => ['', 'is', 'roles', 'people', 'resources'],
  isOf: (type: string, role: string): string => `${type} of ${role}`,
  attempts:
    'Each tries something that is not theirs. What is out of reach is answered like what does\nnot exist; what is within reach is refused with the number of the rule:',
  attempt: {
    ownMembership: 'tries to prolong her own right',
    foreignRole: 'looks for the roles of Sales',
    foreignLink: 'wants the stock levels for Platform',
    newSuper: 'wants a colleague as super of Finance',
  },

  move: 'A department moves',
  moveText: `Customer support goes from Operations to Sales. There is no call that moves a role: Gu Qing
makes it in its new place, brings the people over, and takes the old one away. Each step is
asked first, then made. At no moment does anybody go without what they are to keep.`,
  steps: {
    create: 'a. Customer support, still empty, below Sales',
    link: 'b. What it will work with; a role above must hold it too (rule 5)',
    members: 'c. Its 38 people come over, and stay in the old role for now',
    remove: 'd. The old role goes',
    unlink: 'e. Operations kept what only support needed',
  },
  answers: {
    role: (id: number): string => `role ${id}`,
    links: (count: number): string => plural(count, 'new link'),
    members: (count: number): string => plural(count, 'member'),
    removed: (members: number, links: number): string => `${plural(members, 'membership')} and ${plural(links, 'link')} ended`,
    unlinked: (count: number): string => `${plural(count, 'link')} ended`,
  },
  moved: 'Where it is now:',

  explain: 'Why, and why not',
  explainText: 'Anybody who administers can ask why, and is told what they may see.',
  question: (who: string, what: string): string => `May ${who} use ${what}?`,
  allow: 'allow',
  deny: 'deny',
  path: (type: string, role: string): string => `${type} of ${role}`,
  smallest: 'The smallest grants that would change it:',
  grants: {
    membership: (role: string, gives: number): string => `normal member of ${role} (gives ${plural(gives, 'resource')})`,
    link: (role: string, gives: number): string => `link it to ${role} (gives it to ${plural(gives, 'person', 'people')})`,
  },
  entitled: (names: string): string => `by ${names}`,

  past: 'The past, and the way back',
  pastText: (at: string): string => `at=${at} shows Operations as it was before the move:`,
  heldThen: (who: string, then: number, now: number): string => `${who} held ${then} resources then, and holds ${now} now.`,
  mistake: 'Then Shen Yue deletes North China by mistake, without a dry run. It would have told her:',
  restore: 'She puts Sales back as it was a moment ago. First the dry run:',
  restored: (changes: number, id: number): string =>
    `${plural(changes, 'change')}, each allowed by her rights of today. North China is now role ${id}: no id is used twice.`,

  end: (rows: number): string =>
    `Every change is in the audit table with the rule that allowed it: ${rows} rows for this client.`,
  gone: 'The server is stopped and its directory is gone.',
  stays: (url: string): string => `The company stays on ${url}.`,
};

/** What a language must say. */
export type Words = typeof EN;
