/** Why Holdpoint cannot start: one line that names the variable or address, and the remedy. */
export class StartError extends Error {}
