/** Colours that the colour-blind can tell apart. Source: M. Okabe, K. Ito, "Color Universal Design" (2008). */
export const STATE_COLOURS = {
  launching: '#e69f00',
  booting: '#f0c94a',
  serving: '#009e73',
  draining: '#56b4e9',
  stopping: '#d55e00',
  resting: '#9a9a9a',
} as const;

export const DECIDER_COLOURS: Readonly<Record<string, string>> = {
  schedule: '#0072b2',
  forecast: '#56b4e9',
  'present load': '#cc79a7',
  surge: '#d55e00',
  override: '#e69f00',
  minimum: '#9a9a9a',
};

export interface Palette {
  readonly text: string;
  readonly faint: string;
  readonly panel: string;
  readonly load: string;
  readonly peak: string;
  readonly projected: string;
  readonly capacity: string;
  readonly limit: string;
}

export const LIGHT: Palette = {
  text: '#33404d',
  faint: '#ccd5dd',
  panel: '#ffffff',
  load: '#0072b2',
  peak: '#56b4e9',
  projected: '#8a6d00',
  capacity: '#009e73',
  limit: '#d55e00',
};

export const DARK: Palette = {
  text: '#c9d4de',
  faint: '#3a4652',
  panel: '#1a2129',
  load: '#56b4e9',
  peak: '#3d86b3',
  projected: '#e6c34a',
  capacity: '#2fd0a0',
  limit: '#ff8a4c',
};
