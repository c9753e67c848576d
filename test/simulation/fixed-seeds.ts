/** These reach nearly every mark four times over; what a change of the simulation loses must be found again. */
const REACHING = [
  9, 12, 18, 32, 69, 83, 103, 114, 150, 152, 159, 161, 198, 254, 300, 337, 339, 372, 431, 505, 516,
  558, 632, 642, 746, 776, 809, 837, 838, 886, 889, 970, 1008, 1026, 1057, 1216, 1240, 1278, 1310,
  1361, 1376, 1383, 1467, 1531, 1570, 1595,
];
const MORE = Array.from({ length: 60 }, (_, index) => 3_001 + index);

export const FIXED_SEEDS: readonly number[] = [...REACHING, ...MORE];
