import { ADMINISTRATORS, type Department, everyDepartment, type Name, OWNER } from './company.ts';

/** Somebody who works here. */
export interface Person {
  readonly id: string;
  readonly name: Name;
  /** The department they are in, by its key, and as what. */
  readonly department: string;
  readonly type: 'normal' | 'admin' | 'super';
}

const FAMILY_NAMES =
  'Wang 王,Li 李,Zhang 张,Liu 刘,Chen 陈,Yang 杨,Zhao 赵,Huang 黄,Wu 吴,Xu 徐,Sun 孙,Hu 胡,Zhu 朱,Gao 高,Lin 林,He 何,Guo 郭,Ma 马,Luo 罗,Liang 梁';
const GIVEN_NAMES =
  'Wei 伟,Fang 芳,Na 娜,Min 敏,Jing 静,Qiang 强,Lei 磊,Yang 洋,Yan 艳,Yong 勇,Jun 军,Jie 杰,Juan 娟,Tao 涛,Chao 超,Xia 霞,Ping 平,Gang 刚,Bo 波,Hui 慧,Ning 宁,Rui 锐,Xin 欣,Yu 宇,Zhe 哲';

/** The 500, always the same: the heads of departments, and everybody else in the order of the departments. */
export function everyone(): readonly Person[] {
  const heads = [OWNER, ...ADMINISTRATORS];
  const names = names500();
  let used = 0;
  const others = everyDepartment().flatMap((department) =>
    Array.from({ length: peopleBesideHead(department) }, () => ({
      ...named(names, used++),
      department: department.key,
      type: 'normal' as const,
    })),
  );
  return [...heads, ...others];
}

function peopleBesideHead({ people, head }: Department): number {
  return people - (head === undefined ? 0 : 1);
}

function names500(): readonly Pick<Person, 'id' | 'name'>[] {
  const family = FAMILY_NAMES.split(',').map((name) => name.split(' '));
  return GIVEN_NAMES.split(',').flatMap((given) => {
    const [en = '', zh = ''] = given.split(' ');
    return family.map(([familyEn = '', familyZh = '']) => ({
      id: `${familyEn}-${en}`.toLowerCase(),
      name: { en: `${familyEn} ${en}`, zh: `${familyZh}${zh}` },
    }));
  });
}

/** Steps through the names by a number prime to 500, so that a department is not all of one given name. */
function named(names: readonly Pick<Person, 'id' | 'name'>[], index: number): Pick<Person, 'id' | 'name'> {
  const name = names[(index * 137) % names.length];
  if (name === undefined) throw new Error('there are more people than names');
  return name;
}
