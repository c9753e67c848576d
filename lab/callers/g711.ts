/** G.711 mu-law. Source: ITU-T G.711. */
function encodeUlaw(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), 32_635) + 0x84;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

export function decodeUlaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7);
  return bits & 0x80 ? 0x84 - magnitude : magnitude - 0x84;
}

/** So many samples of a tone; a whole number of turns if `count` is a second. */
export function toneOf(hertz: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) =>
    encodeUlaw(Math.round(8_000 * Math.sin((2 * Math.PI * hertz * index) / 8_000))),
  );
}

/** Fifth of a second: a packet that comes late spoils one of them and no more. */
const STRETCH_SAMPLES = 1_600;

/** Median amplitude of a tone over the stretches of what was heard. */
export function amplitudeOf(samples: readonly number[], hertz: number): number {
  const count = Math.floor(samples.length / STRETCH_SAMPLES);
  const stretches = Array.from({ length: count }, (_, index) =>
    goertzel(samples.slice(index * STRETCH_SAMPLES, (index + 1) * STRETCH_SAMPLES), hertz),
  );
  return stretches.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? 0;
}

/** Source: Goertzel, American Mathematical Monthly 65 (1958). */
function goertzel(samples: readonly number[], hertz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / 8_000);
  let before = 0;
  let last = 0;
  for (const sample of samples) [before, last] = [last, sample + turn * last - before];
  const power = before * before + last * last - turn * before * last;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}
