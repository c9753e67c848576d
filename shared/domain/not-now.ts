/** EC2 would refuse to be asked this often: nothing was asked, and it is for the next round. */
export class NotNow extends Error {
  constructor(what: string) {
    super(`${what}: more than EC2 may be asked now`);
    this.name = 'NotNow';
  }
}
