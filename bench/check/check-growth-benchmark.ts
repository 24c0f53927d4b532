import type { Benchmark, Pace, Row, Subject, Target } from '../framework/benchmark.ts';
import type { AuthoritySize } from './authority-plan.ts';
import { hufuChecks, hufuListings } from './check-subjects.ts';

const MOST_COST = 1.7;
const USERS = [1_000, 10_000, 100_000, 1_000_000];
const ROLES = [10, 10_000];

/** What a check costs as an authority grows. */
export const checkGrowthBenchmark: Benchmark = {
  name: 'check-growth',
  summary: 'a permission check at 1 k to 1 M users and at 10 to 10,000 roles',
  async *rows({ quick }: Pace) {
    const users = quick ? USERS.slice(0, 3) : USERS;
    yield growth(
      'by users (1,000 roles)',
      users.map((count) => ({ users: count, roles: 1_000 })),
      (size) => `hufu, ${size.users.toLocaleString('en-GB')} users`,
    );
    yield growth(
      'by roles (100,000 users)',
      ROLES.map((roles) => ({ users: 100_000, roles })),
      (size) => `hufu, ${size.roles.toLocaleString('en-GB')} roles`,
    );
  },
};

/** What a page of users costs as they become more. */
export const listingGrowthBenchmark: Benchmark = {
  name: 'listing-growth',
  summary: 'the first page of 20 users among 1 k to 1 M',
  async *rows({ quick }: Pace) {
    const sizes = (quick ? USERS.slice(0, 3) : USERS).map((count) => ({ users: count, roles: 1_000 }));
    const subjects = sizes.map((size) => hufuListings(`hufu, ${size.users.toLocaleString('en-GB')} users`, size));
    yield compared('GET /api2/users?page_size=20', subjects, { cost: true });
  },
};

function growth(name: string, sizes: readonly AuthoritySize[], called: (size: AuthoritySize) => string): Row {
  const subjects = sizes.map((size) => hufuChecks({ name: called(size), size, as: 'checkResource', jwt: 'kept' }));
  return compared(name, subjects, { atMostCost: MOST_COST });
}

function compared(name: string, subjects: readonly Subject[], expected: Pick<Target, 'atMostCost' | 'cost'>): Row {
  const [smallest, ...larger] = subjects;
  const against = smallest?.name ?? '';
  return { name, subjects, targets: larger.map((subject) => ({ subject: subject.name, against, ...expected })) };
}
