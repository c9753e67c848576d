import type { Option, Values } from '../command.ts';
import { CONNECTION } from '../connection/options.ts';
import { spanOptions } from '../local-time.ts';

/** Of the fleet's own past; a file is taken whole. */
export const UNSAID = '28d';

export const WHAT_IF = {
  ...spanOptions(UNSAID),
  traffic: {
    type: 'string',
    value: 'FILE',
    says: 'a CSV with the header timestamp,calls instead of the fleet’s own past',
  },
  today: {
    type: 'string',
    value: 'FILE',
    says: 'today’s definition (the deployed one; with --traffic fleets/in-ngn.yml)',
  },
  definition: {
    type: 'string',
    value: 'FILE',
    says: 'a changed definition, compared with today’s',
  },
  price: {
    type: 'string',
    value: 'USD',
    says: 'of an instance-hour (usdPerHour of the definition)',
  },
  scale: {
    type: 'string',
    value: 'PEAK',
    says: 'with --traffic: scale the calls to this peak of channels',
  },
  seed: { type: 'string', value: 'N', says: 'another draw of the same calls (1)' },
  report: {
    type: 'string',
    value: 'FILE',
    says: 'where the report goes (report.html)',
  },
  ...CONNECTION,
} as const satisfies Readonly<Record<string, Option>>;

export type WhatIfValues = Values<typeof WHAT_IF>;
