import type { ReactNode } from "react";
import { Wordmark } from "#components/shell/wordmark.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-6 px-4 pb-24">
      <Wordmark />
      {children}
    </main>
  );
}
