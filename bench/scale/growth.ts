const FROM_SLOTS = 100;

/** The slope of a line through the logarithms, by least squares: 1 grows as the slots do, 2 is quadratic. */
export function growthExponent(
  points: readonly (readonly [slots: number, value: number])[],
): number {
  const logs = points
    .filter(([slots, value]) => slots >= FROM_SLOTS && value > 0)
    .map(([slots, value]) => [Math.log(slots), Math.log(value)] as const);
  const mean = (index: 0 | 1) => logs.reduce((sum, each) => sum + each[index], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const rise = logs.reduce((sum, each) => sum + (each[0] - x) * (each[1] - y), 0);
  const run = logs.reduce((sum, each) => sum + (each[0] - x) ** 2, 0);
  return Math.round((100 * rise) / run) / 100;
}
