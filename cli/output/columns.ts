import { stripVTControlCharacters } from 'node:util';

/** Rows in columns as wide as their widest cell; numbers stand right, and the last column runs on. */
export function columns(rows: readonly (readonly (string | number | undefined)[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, widthOf(String(cell ?? '')));
  return rows
    .map((row) =>
      row
        .map((cell, index) => padded(cell, index === row.length - 1 ? 0 : (widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}\n`)
    .join('');
}

function padded(cell: string | number | undefined, width: number): string {
  const text = String(cell ?? '');
  const room = ' '.repeat(Math.max(0, width - widthOf(text)));
  return typeof cell === 'number' ? `${room}${text}` : `${text}${room}`;
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
