/** Where the curve and the lanes lie, for the chart and for the texts beside it. */
export interface Geometry {
  readonly isWide: boolean;
  readonly left: number;
  readonly right: number;
  readonly curveTop: number;
  readonly curveHeight: number;
  readonly lanesTop: number;
  readonly laneHeight: number;
  readonly height: number;
}

const WIDE_PX = 900;
const LANES_MAX_PX = 900;

/** With room the slots' texts stand beside their lanes, without it below the chart. */
export function geometryOf(width: number, slots: number): Geometry {
  const isWide = width >= WIDE_PX;
  const curveTop = 14;
  const curveHeight = isWide ? 190 : 180;
  const lanesTop = curveTop + curveHeight + 30;
  const laneHeight = Math.min(isWide ? 36 : 20, Math.max(16, LANES_MAX_PX / slots));
  const sides = isWide ? { left: 205, right: 290 } : { left: 44, right: 12 };
  const height = lanesTop + laneHeight * slots + 6;
  return { isWide, ...sides, curveTop, curveHeight, lanesTop, laneHeight, height };
}
