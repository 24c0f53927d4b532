/** The languages the story can be told in. */
export type Language = 'en' | 'zh';

/** A name in both languages. */
export type Name = Readonly<Record<Language, string>>;

/** A department: its people beside the head, what it works with, and the departments below. */
export interface Department {
  readonly key: string;
  readonly name: Name;
  /** How many people are in it directly, the head included. */
  readonly people: number;
  readonly head?: string;
  readonly resources: readonly string[];
  readonly below?: readonly Department[];
}

/** Somebody with a part in the story. */
export interface Head {
  readonly id: string;
  readonly name: Name;
  readonly department: string;
  readonly type: 'admin' | 'super';
}

/** The owner, who is super of the root role, and the four to whom a part of the company is delegated. */
export const OWNER: Head = { id: 'gu-qing', name: { en: 'Gu Qing', zh: '顾清' }, department: 'root', type: 'super' };
export const ADMINISTRATORS: readonly Head[] = [
  { id: 'shen-yue', name: { en: 'Shen Yue', zh: '沈悦' }, department: 'sales', type: 'super' },
  { id: 'zhou-ming', name: { en: 'Zhou Ming', zh: '周明' }, department: 'engineering', type: 'super' },
  { id: 'lu-fan', name: { en: 'Lu Fan', zh: '陆帆' }, department: 'operations', type: 'super' },
  { id: 'tang-wei', name: { en: 'Tang Wei', zh: '唐薇' }, department: 'finance', type: 'admin' },
];

/** What the whole company reads. */
const COMMON = 'handbook/company#read';

/** The company: 500 people in all. */
export const COMPANY: Department = department('root', ['Qinghe Instruments', '清河仪器'], {
  people: 1,
  head: OWNER.id,
  below: [
    department('sales', ['Sales', '销售部'], {
      people: 3,
      head: 'shen-yue',
      resources: ['crm/accounts#read', 'price/list#read'],
      below: [
        department('north', ['North China', '华北区'], { people: 40, resources: ['crm/north#write'] }),
        department('east', ['East China', '华东区'], { people: 52, resources: ['crm/east#write'] }),
        department('key', ['Key accounts', '大客户'], { people: 24, resources: ['crm/key#write', 'price/list#write'] }),
      ],
    }),
    department('engineering', ['Engineering', '研发部'], {
      people: 2,
      head: 'zhou-ming',
      resources: ['defect/tracker#write'],
      below: [
        department('platform', ['Platform', '平台组'], { people: 58, resources: ['repo/platform#write', 'build/release#run'] }),
        department('devices', ['Devices', '设备组'], { people: 72, resources: ['repo/devices#write'] }),
        department('quality', ['Quality', '质量组'], { people: 30, resources: ['defect/tracker#write'] }),
      ],
    }),
    department('operations', ['Operations', '运营部'], {
      people: 3,
      head: 'lu-fan',
      resources: ['stock/levels#read'],
      below: [
        department('warehouse', ['Warehouse', '仓储部'], { people: 46, resources: ['stock/levels#read', 'stock/levels#write'] }),
        department('plant', ['Plant', '工厂'], { people: 90, resources: ['stock/levels#read', 'line/plan#write'] }),
        department('support', ['Customer support', '客户支持部'], {
          people: 38,
          resources: ['stock/levels#read', 'ticket/queue#write', 'article/help#write'],
        }),
      ],
    }),
    department('corporate', ['Corporate', '职能部'], {
      people: 0,
      resources: [],
      below: [
        department('finance', ['Finance', '财务部'], { people: 22, head: 'tang-wei', resources: ['ledger/general#write'] }),
        department('people', ['People', '人事部'], { people: 19, resources: ['staff/files#read'] }),
      ],
    }),
  ],
});

/** A department and all below it, from the top down. */
export function everyDepartment(top: Department = COMPANY): readonly Department[] {
  return [top, ...(top.below ?? []).flatMap((below) => everyDepartment(below))];
}

/** All resources of the company, each once. */
export function everyResource(): readonly string[] {
  return [...new Set(everyDepartment().flatMap(({ resources }) => resources))];
}

function department(
  key: string,
  [en, zh]: readonly [en: string, zh: string],
  rest: Omit<Department, 'key' | 'name' | 'resources'> & { readonly resources?: readonly string[] },
): Department {
  return { ...rest, key, name: { en, zh }, resources: [COMMON, ...(rest.resources ?? [])] };
}
