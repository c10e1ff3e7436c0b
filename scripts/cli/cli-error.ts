/** Ends the command with these lines and exit code 1. */
export class CliError extends Error {}
