declare module 'dynalite' {
  interface Options {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }
  export default function dynalite(options?: Options): {
    emit(event: 'request', ...messages: unknown[]): boolean;
  };
}
