import { expect, test } from 'vitest';
import type { Round } from '../framework/measure.ts';
import { judgeRow } from './judge.ts';

const round = (perSecond: number, cpuMicros: number): Round => ({ requests: 1, perSecond, cpuMicros, p50: 1, p99: 1 });

const rounds = new Map([
  ['ours', [round(50, 25), round(60, 20), round(40, 22)]],
  ['limit', [round(100, 10), round(100, 10), round(100, 11)]],
]);

test('the worse of both ratios counts', () => {
  const { verdicts } = judgeRow({ name: 'x', targets: [{ subject: 'ours', against: 'limit', atLeast: 0.45 }] }, rounds);
  expect(verdicts[0]).toMatchObject({ by: 'requests', met: true, ratio: { median: 0.5, least: 0.4, greatest: 0.6 } });
});

test('a cost is the inverse of a speed', () => {
  const { verdicts } = judgeRow({ name: 'x', targets: [{ subject: 'ours', against: 'limit', atMostCost: 1.9 }] }, rounds);
  expect(verdicts[0]).toMatchObject({ met: false, ratio: { median: 2 } });
});
