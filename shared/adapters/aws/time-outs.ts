/** Without these the SDK waits for ever; the sum of a tick's calls must stay below the function's own limit. */
export function timeOuts(requestTimeoutMs: number) {
  return {
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  };
}
