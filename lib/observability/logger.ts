import pino from "pino";

export type Logger = pino.Logger;

/** JSON lines on stdout; `level` as in pino. Never log headers, bodies or credentials. */
export function createLogger(options: { process: string; level: string }): Logger {
  return pino({ level: options.level, base: { process: options.process }, timestamp: pino.stdTimeFunctions.isoTime });
}
