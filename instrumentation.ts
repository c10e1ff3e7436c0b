/**
 * Runs once when the server starts, before it answers. A wrong environment ends the process with one line that names
 * the variable, instead of failing the first page.
 */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { getConsole } = await import("#app/_server/console.ts");
  const { EnvError } = await import("#lib/env/parse-env.ts");
  try {
    getConsole();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
