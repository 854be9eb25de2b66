const MAX_ROWS = 50;
const MAX_BYTES = 200_000;

/** Rows in portions that one statement takes, in their order: at most 50 rows and 200 kB of JSON, but one row at least. */
export function portions<Row extends { readonly json: string }>(rows: readonly Row[]): Row[][] {
  const all: Row[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const weight = Buffer.byteLength(row.json);
    const last = all.at(-1);
    if (last !== undefined && last.length < MAX_ROWS && bytes + weight <= MAX_BYTES) {
      last.push(row);
      bytes += weight;
    } else {
      all.push([row]);
      bytes = weight;
    }
  }
  return all;
}
