import type { ReplayRecord } from '../replay/record.ts';
export function renderTable(record: ReplayRecord): string { return JSON.stringify(record.summary, null, 1); }
