import { parseDocument } from 'yaml';

export const DISPATCHES = ['even', 'packed'] as const;

export type Dispatch = (typeof DISPATCHES)[number];

/** The definition's text with another `routing.dispatch`. */
export function withDispatch(fleetText: string, dispatch: Dispatch): string {
  const document = parseDocument(fleetText);
  document.setIn(['routing', 'dispatch'], dispatch);
  return document.toString();
}
