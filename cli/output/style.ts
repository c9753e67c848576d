import { styleText } from 'node:util';
import type { Terminal } from '../terminal.ts';

type Style = Parameters<typeof styleText>[0];

/** Coloured on a terminal, plain anywhere else. */
export function styled({ hasColours }: Pick<Terminal, 'hasColours'>, style: Style, text: string) {
  return hasColours ? styleText(style, text, { validateStream: false }) : text;
}

/** Of a slot, and of anything else that is well, coming, going or not well. */
export const STYLE_OF_STATE: Readonly<Record<string, Style>> = {
  serving: 'green',
  booting: 'cyan',
  launching: 'cyan',
  draining: 'yellow',
  stopping: 'yellow',
  resting: 'dim',
  vacant: 'dim',
};
