import { createHandler } from './handler.ts';
import { publish } from './publish.ts';

export const handler = createHandler({ publish });
