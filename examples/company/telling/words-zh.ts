import type { Words } from './words-en.ts';

/** The story in Chinese. */
export const ZH: Words = {
  title: '清河仪器',
  subtitle: '一家 500 人的公司，以及每个人如何只管自己的那一部分。',
  comma: '、',
  space: '',
  types: { normal: 'normal', admin: 'admin', super: 'super' },
  administrator: (name, type) => `${name}（${type}）`,
  roles: (count) => `${count} 个角色`,
  people: (names, count) => (count > names.length ? `${count} 人（${names.join('、')}等）` : names.join('、')),
  gains: (who, what) => `+ ${who}：${what}`,
  loses: (who, what) => `- ${who}：${what}`,
  reachesMore: (who, what) => `+ ${who}的管辖范围：增加 ${what}`,
  reachesLess: (who, what) => `- ${who}的管辖范围：减少 ${what}`,
  nobodyTouched: '没有人得到或失去资源',

  setUp: '运维人员的准备',
  setUpText: '在命令行上应用一个文件，运维人员的工作就完成了：',
  commands: {
    serve: '一台服务器，数据库为空',
    apply: '公司的客户端、所有者顾清，以及四个账号',
  },
  fromHere: '此后的一切都通过 HTTP API 完成，与任何调用者一样。',

  settingUp: '正在准备……',
  building: '正在创建 500 人……',

  company: '公司',
  companyText: (people, roles, resources) =>
    `所有者是顾清。500 人中客户端创建了 ${people} 人，运维人员创建了五人；她建立了 ${roles} 个角色和 ${resources} 个资源，\n并把各部分交给另外四人管理。数字是直接属于该角色的人数。`,

  reach: '每位管理员能触及什么',
  reachText: 'super 还可以在自己的角色之下增删角色；admin 只管理成员。',
  reachHead: () => ['', '身份', '角色', '人', '资源'],
  isOf: (type, role) => `${role} ${type}`,
  attempts:
    '每人都试一件不属于自己的事。范围之外的，答复与不存在的一样；范围之内的，拒绝时注明规则编号（拒绝的原文来自服务器，是英文）：',
  attempt: {
    ownMembership: '想延长自己的权限',
    foreignRole: '想查看销售部',
    foreignLink: '想把库存数据交给平台组',
    newSuper: '想让一位同事成为财务部的 super',
  },

  move: '部门调动',
  moveText: `客户支持部从运营部转到销售部。没有“移动角色”的调用：顾清在新位置建立角色，
把人转过去，再删除旧角色。每一步都先预演，然后才执行。
任何时刻都没有人失去本应保留的东西。`,
  steps: {
    create: 'a. 在销售部之下建立空的客户支持部',
    link: 'b. 它要用到的资源；上级角色也必须持有（规则 5）',
    members: 'c. 38 人转过去，暂时也留在旧角色中',
    remove: 'd. 删除旧角色',
    unlink: 'e. 收回运营部因客户支持部而持有的资源',
  },
  answers: {
    role: (id) => `角色 ${id}`,
    links: (count) => `新增 ${count} 个关联`,
    members: (count) => `${count} 名成员`,
    removed: (members, links) => `结束 ${members} 个成员关系和 ${links} 个关联`,
    unlinked: (count) => `结束 ${count} 个关联`,
  },
  moved: '现在的位置：',

  explain: '为什么可以，为什么不可以',
  explainText: '管理员都可以询问原因，得到的答复不超出其可见范围。',
  question: (who, what) => `${who}可以使用 ${what} 吗？`,
  allow: '允许',
  deny: '拒绝',
  path: (type, role) => `${role} ${type}`,
  smallest: '能改变结果的最小授权：',
  grants: {
    membership: (role, gives) => `成为${role}的普通成员（得到 ${gives} 个资源）`,
    link: (role, gives) => `把它关联到${role}（${gives} 人得到它）`,
  },
  entitled: (names) => `可由${names}授予`,

  past: '过去，以及如何回去',
  pastText: (at) => `at=${at} 显示调动之前的运营部：`,
  heldThen: (who, then, now) => `${who}当时持有 ${then} 个资源，现在持有 ${now} 个。`,
  mistake: '随后沈悦误删了华北区，没有先预演。预演本会告诉她：',
  restore: '她把销售部恢复到片刻之前的样子。先预演：',
  restored: (changes, id) => `${changes} 项变更，逐项按她今天的权限判定。华北区现为角色 ${id}：id 不会重复使用。`,

  end: (rows) => `每项变更连同允许它的规则都记在审计表中：本客户端共 ${rows} 行。`,
  gone: '服务器已停止，其目录已删除。',
  stays: (url) => `公司保留在 ${url}。`,
};
