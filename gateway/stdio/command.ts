import { z } from "zod";

/** A server that is a program on this machine: started without a shell, with this environment and little else. */
export const StdioCommand = z.strictObject({
  program: z.string().min(1).max(1_000),
  args: z.array(z.string().max(10_000)).max(100),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(10_000)),
});
export type StdioCommand = z.infer<typeof StdioCommand>;
