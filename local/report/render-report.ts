import type { ReplayRecord } from '../replay/record.ts';
export async function renderReport(record: ReplayRecord): Promise<string> { return JSON.stringify(record.events, null, 1); }
