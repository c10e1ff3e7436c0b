import { DatabaseError } from "#lib/database/check-server.ts";
import { EnvError } from "#lib/env/parse-env.ts";
import { Child } from "./child.ts";
import { addresses, type Plan } from "./plan.ts";
import { StartError } from "./start-error.ts";
import { startUp } from "./start-up.ts";

/** What lets a stop end a start that is under way. */
class Stopped extends Error {}

/**
 * Runs Holdpoint until it is told to stop (SIGINT, SIGTERM): exit code 0. A second signal stops by force. What keeps it
 * from starting is told in one line: exit code 1.
 */
export async function supervise(options: {
  root: string;
  /** Epoch in ms, for the figure in the ready line. */
  startedAt: number;
  /** Builds the console's pages where their sources changed. */
  prepareConsole: (stop: AbortSignal) => Promise<string>;
}): Promise<void> {
  const children: { child: Child; phase: number }[] = [];
  const undo: (() => void)[] = [];
  const stop = new AbortController();
  let ending: Promise<void> | undefined;

  function end(exitCode: number): Promise<void> {
    ending ??= (async () => {
      stop.abort(new Stopped());
      for (const phase of [0, 1, 2]) {
        await Promise.all(children.filter((entry) => entry.phase === phase).map(({ child }) => child.stop()));
      }
      for (const action of undo) action();
      process.exit(exitCode);
    })();
    return ending;
  }
  function onSignal(): void {
    if (!ending) {
      void end(0);
      return;
    }
    // PostgreSQL's keeper is spared: it notices that we are gone and stops the server properly.
    for (const { child, phase } of children) if (phase < 2) child.kill();
    for (const action of undo) action();
    process.exit(1);
  }
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);

  try {
    const plan = await startUp({
      root: options.root,
      outer: process.env,
      goOn: () => stop.signal.throwIfAborted(),
      onStopped: (action) => undo.push(action),
      prepareConsole: () => options.prepareConsole(stop.signal).catch(withoutStack),
      run(spec, phase) {
        stop.signal.throwIfAborted();
        const child = new Child(spec, { cwd: options.root, print });
        children.push({ child, phase });
        return child;
      },
    });
    if (!ending) announce(plan, Date.now() - options.startedAt);
  } catch (error) {
    if (ending) return;
    process.stderr.write(`holdpoint: ${oneLine(error)}\n`);
    await end(1);
  }
}

function announce({ env, secrets }: Plan, tookMs: number): void {
  const { consoleUrl, gatewayUrl } = addresses(env);
  const people = secrets?.people ?? [];
  const width = Math.max(...people.map(({ email }) => email.length));
  for (const { email, password, role } of people) print(`${email.padEnd(width)}  password ${password}  (${role})`);
  const who = secrets ? people.map(({ subject }) => subject).join(", ") : `anyone of ${env.OIDC_ISSUER}`;
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  print(`ready in ${took} · console ${consoleUrl} · gateway ${gatewayUrl} · sign in as ${who}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What Next said is enough; where our code was when it said so is not of interest. */
function withoutStack(error: unknown): never {
  throw new StartError(error instanceof Error ? error.message : String(error), { cause: error });
}

/** Errors with a remedy as they are; others with their stack, because nobody foresaw them. */
function oneLine(error: unknown): string {
  if (error instanceof StartError || error instanceof EnvError || error instanceof DatabaseError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
