/** Uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A stream of its own for each purpose, so that the same calls come whatever is drawn elsewhere.
 * Source: sfc32, C. Doty-Humphrey, PractRand; seeded by FNV-1a over the name.
 */
export function randomStream(seed: number, purpose: string): Random {
  let a = hash(`${purpose} a ${seed}`);
  let b = hash(`${purpose} b ${seed}`);
  let c = hash(`${purpose} c ${seed}`);
  let counter = 1;
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

/** Source: G. Box, M. Muller, Ann. Math. Stat. 29 (1958) 610. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Counts of a Poisson process; large means are split, since a sum of Poisson numbers is one. */
export function poisson(random: Random, mean: number): number {
  if (mean > 500) return poisson(random, mean / 2) + poisson(random, mean / 2);
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count += 1;
  }
  return count;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value | 0;
}
