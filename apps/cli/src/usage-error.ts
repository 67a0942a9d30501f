/** The command line itself is wrong; told with a pointer to the help, and ends with status 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
