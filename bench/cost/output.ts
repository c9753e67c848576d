/** What the functions print, as Lambda would send it to CloudWatch. */
export interface Output {
  /** The lines since the last time. */
  take(): string[];
  restore(): void;
}

/** The logger and the metrics have consoles of their own, but both end in these two streams. */
export function captureOutput(): Output {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams)
    stream.write = ((chunk: string | Uint8Array) => {
      written.push(String(chunk));
      return true;
    }) as typeof stream.write;
  return {
    take: () =>
      written
        .splice(0)
        .join('')
        .split('\n')
        .filter((line) => line !== ''),
    restore: () =>
      streams.forEach((stream, index) => {
        const original = originals[index];
        if (original) stream.write = original;
      }),
  };
}

export function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

interface EmbeddedMetrics {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/** One for each name and each combination of dimensions, as CloudWatch bills them. */
export function metricsIn(lines: readonly string[]): string[] {
  const series = lines.flatMap((line) => {
    const said = JSON.parse(line) as EmbeddedMetrics;
    return (said._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.flatMap(({ Name }) =>
        Dimensions.map((names) => {
          const dimensions = names.map((name) => `${name}=${said[name]}`).toSorted();
          return [Namespace, Name, ...dimensions].join(' ');
        }),
      ),
    );
  });
  return [...new Set(series)].toSorted();
}
