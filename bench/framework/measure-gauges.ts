import type { GaugeRow, Pace } from './benchmark.ts';

/** Takes the sizes or durations of a row in turn, A B A B; answers them by name, in the order of the rounds. */
export async function measureGauges(
  row: GaugeRow,
  pace: Pace,
  progress: (text: string) => void,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>(row.gauges.map(({ name }) => [name, []]));
  const rounds = Math.min(pace.rounds, row.rounds ?? pace.rounds);
  for (let round = 1; round <= rounds; round++) {
    for (const { name, measure } of row.gauges) {
      progress(`${row.name}: round ${round} of ${rounds}, ${name}`);
      found.get(name)?.push(await measure());
    }
  }
  return found;
}
