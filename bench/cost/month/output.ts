/** Gives every line that the functions print to `onLine`, without its end; calling what is returned ends that. */
export function captureOutput(onLine: (line: string) => void): () => void {
  // The logger and the metrics have consoles of their own, but both end in these two streams.
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams)
    stream.write = ((chunk: string | Uint8Array) => {
      for (const line of String(chunk).split('\n')) if (line !== '') onLine(line);
      return true;
    }) as typeof stream.write;
  return () =>
    streams.forEach((stream, index) => {
      const original = originals[index];
      if (original) stream.write = original;
    });
}

export function bytesOf(line: string): number {
  return Buffer.byteLength(line) + 1;
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

/** The series that a line gives values of: one for each name and each combination of dimensions, as CloudWatch bills them. */
export function metricsIn(line: string): string[] {
  if (!line.includes('"_aws"')) return [];
  const said = JSON.parse(line) as EmbeddedMetrics;
  return (said._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name }) =>
      Dimensions.map((names) => {
        const dimensions = names.map((name) => `${name}=${said[name]}`).toSorted();
        return [Namespace, Name, ...dimensions].join(' ');
      }),
    ),
  );
}
