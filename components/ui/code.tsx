import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";

/** Something to read as code: a path, a command, a name. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return <code className={classNames("font-mono text-[0.925em] break-words", className)}>{children}</code>;
}

type MonoValueProps = {
  value: string;
  /** What it is, for the copy button: "event id". */
  name: string;
  /** Shows only the last characters; the copy is whole. */
  short?: boolean;
};

/** An id or a digest, with a copy button. */
export function MonoValue({ value, name, short }: MonoValueProps) {
  return (
    <span className="inline-flex max-w-full items-center gap-0.5">
      <code className={classNames("font-mono text-xs", short ? "whitespace-nowrap" : "break-all")} title={value}>
        {short && value.length > 12 ? `…${value.slice(-8)}` : value}
      </code>
      <CopyButton value={value} label={`Copy ${name}`} />
    </span>
  );
}

/** A command or a file to take along, with a copy button. */
export function CodeBlock({ code, name }: { code: string; name: string }) {
  return (
    <div className="relative rounded-md border bg-background">
      <pre className="overflow-x-auto p-3 pr-10 font-mono text-xs whitespace-pre-wrap break-words">{code}</pre>
      <span className="absolute top-1.5 right-1.5">
        <CopyButton value={code} label={`Copy ${name}`} />
      </span>
    </div>
  );
}
