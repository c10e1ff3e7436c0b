/** What keeps the gateway from starting, in one line that names what is wrong and how to put it right. */
export class StartFailure extends Error {}
