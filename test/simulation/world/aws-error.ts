/** What a service says no with; the SDK makes an error of that name from it. */
export class AwsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
