import type { ReactNode } from "react";

type PageHeaderProps = {
  title: ReactNode;
  /** One sentence: what this page is for. */
  description?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  /** Above the title: a link back. */
  before?: ReactNode;
};

/** Title and actions of a page, the same height and place everywhere. */
export function PageHeader({ title, description, actions, before }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b bg-surface px-4 py-3">
      <div className="min-w-0 grow">
        {before}
        <h1 className="text-lg font-semibold break-words">{title}</h1>
        {description && <p className="max-w-prose text-sm text-muted">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
