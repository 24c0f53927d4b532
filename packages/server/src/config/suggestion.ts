/** ` (did you mean X?)` when one of the names is near to the given one, else nothing. */
export function suggestion(given: string, names: readonly string[]): string {
  const wanted = given.slice(0, 64).toLowerCase();
  const near = names
    .map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((left, right) => left.distance - right.distance)[0];
  return near === undefined ? '' : ` (did you mean ${near.name}?)`;
}

// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
function editDistance(left: string, right: string): number {
  const rows = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= right.length; column++) {
      const equal = left[row - 1] === right[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const swap = swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(at(row - 1, column - 1) + equal, at(row - 1, column) + 1, at(row, column - 1) + 1, swap));
    }
  }
  return at(left.length, right.length);
}
