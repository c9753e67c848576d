import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Nothing is ever half-written: the file is the old one or the new one. */
export function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
