import type { ButtonHTMLAttributes, ReactNode } from "react";
import Link from "next/link";
import { classNames } from "./class-names.ts";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent-solid text-on-solid hover:not-disabled:bg-accent-solid-hover",
  secondary: "border-border bg-surface text-text hover:not-disabled:bg-hover",
  ghost: "border-transparent text-muted hover:not-disabled:bg-hover hover:not-disabled:text-text",
  danger: "border-transparent bg-danger-solid text-on-solid hover:not-disabled:bg-danger-solid-hover",
};

const sizes: Record<ButtonSize, string> = {
  sm: "h-7 px-2 text-sm",
  md: "h-8 px-3 text-sm",
  lg: "h-10 px-4 text-base",
};

/** The look of a button, for elements that are not one. */
export function buttonClass(options: { variant?: ButtonVariant; size?: ButtonSize } = {}): string {
  return classNames(
    "inline-flex shrink-0 cursor-pointer items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap",
    "transition-colors select-none disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55",
    variants[options.variant ?? "secondary"],
    sizes[options.size ?? "md"],
  );
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Work is under way: the button keeps its width, says so, and cannot be pressed again. */
  pending?: boolean;
};

export function Button({ variant, size, pending, className, children, disabled, type, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type ?? "button"}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      className={classNames(buttonClass({ variant, size }), className)}
    >
      {pending && (
        <span
          aria-hidden
          className="size-3 animate-spin rounded-full border-2 border-current border-r-transparent motion-reduce:hidden"
        />
      )}
      {children}
    </button>
  );
}

type ButtonLinkProps = {
  href: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  className?: string;
  children: ReactNode;
  /** Set for downloads and other addresses that are not pages. */
  external?: boolean;
};

export function ButtonLink({ href, variant, size, className, children, external }: ButtonLinkProps) {
  const classes = classNames(buttonClass({ variant, size }), className);
  return external ? (
    <a href={href} className={classes}>
      {children}
    </a>
  ) : (
    <Link href={href} className={classes}>
      {children}
    </Link>
  );
}
