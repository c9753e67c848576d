import { notUnderstood } from './errors.ts';

const MINUTES_OF_UNIT = { m: 1, h: 60, d: 1_440 } as const;

export function wholeNumber(what: string, text: string | undefined): number {
  const number = Number(text);
  if (text?.trim() && Number.isInteger(number) && number >= 1) return number;
  throw notUnderstood(`${what}: expected a whole number of at least 1, found ${text ?? 'nothing'}`);
}

/** `90m`, `2h`, `1d`. */
export function minutesIn(what: string, text: string): number {
  const [, amount, unit] = /^(\d+)(m|h|d)$/.exec(text) ?? [];
  if (amount) return Number(amount) * MINUTES_OF_UNIT[unit as keyof typeof MINUTES_OF_UNIT];
  throw notUnderstood(`${what}: expected a time such as 90m, 2h or 1d, found ${text}`);
}

export function required(what: string, text: string | undefined, example: string): string {
  if (text?.trim()) return text;
  throw notUnderstood(`${what}: missing`, `say ${example}`);
}
