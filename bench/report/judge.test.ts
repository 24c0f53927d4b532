import { expect, test } from 'vitest';
import type { Round } from '../framework/measure.ts';
import { judgeRow } from './judge.ts';
import { judgeGauges } from './judge-gauges.ts';

const round = (perSecond: number, cpuMicros: number): Round => ({
  requests: 1,
  perSecond,
  cpuMicros,
  p50: 1,
  p99: cpuMicros,
  loadShare: 0.5,
});

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

test('a 99th percentile is compared with that of the same round', () => {
  const { verdicts } = judgeRow({ name: 'x', targets: [{ subject: 'ours', against: 'limit', atMostP99: 2 }] }, rounds);
  expect(verdicts[0]).toMatchObject({ by: 'p99', met: true, ratio: { median: 2, least: 2, greatest: 2.5 } });
});

test('work that others than the measured process do is compared by requests only', () => {
  const target = { subject: 'ours', against: 'limit', atLeast: 0.5, byRequestsOnly: true };
  expect(judgeRow({ name: 'x', targets: [target] }, rounds).verdicts[0]).toMatchObject({ by: 'requests', met: true });
});

test('a bound holds for the median, of a size or of how many times another it is', () => {
  const found = new Map([
    ['small', [10, 20, 30]],
    ['large', [20, 30, 120]],
  ]);
  const bounds = [
    { subject: 'small', atMost: 20 },
    { subject: 'large', atMost: 1.5, against: 'small' },
  ];
  const { verdicts } = judgeGauges({ name: 'x', unit: 'MB', bounds }, found);
  expect(verdicts).toMatchObject([
    { met: true, found: { median: 20 } },
    { met: false, found: { median: 2, least: 1.5 } },
  ]);
});
