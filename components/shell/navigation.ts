import {
  Bell,
  Bot,
  Cable,
  ChartColumn,
  Archive,
  CircleCheckBig,
  Download,
  Eye,
  KeyRound,
  ScrollText,
  Send,
  ShieldCheck,
  Users,
  type LucideIcon,
} from "lucide-react";

export type NavigationKey =
  | "approvals"
  | "audit"
  | "usage"
  | "watches"
  | "policies"
  | "connections"
  | "agents"
  | "sinks"
  | "exports"
  | "retention"
  | "people"
  | "notifications"
  | "api-keys";

export type NavigationItem = { key: NavigationKey; href: string; label: string; icon: LucideIcon };

/** Every page that has a place in the sidebar, in reading order. */
export const navigation: readonly { heading: string | null; items: readonly NavigationItem[] }[] = [
  {
    heading: null,
    items: [
      { key: "approvals", href: "/approvals", label: "Approvals", icon: CircleCheckBig },
      { key: "audit", href: "/audit", label: "Audit log", icon: ScrollText },
      { key: "usage", href: "/usage", label: "Usage", icon: ChartColumn },
      { key: "watches", href: "/watches", label: "Watches", icon: Eye },
    ],
  },
  {
    heading: "Govern",
    items: [
      { key: "policies", href: "/policies", label: "Policies", icon: ShieldCheck },
      { key: "connections", href: "/connections", label: "Connections", icon: Cable },
      { key: "agents", href: "/agents", label: "Agents & keys", icon: Bot },
    ],
  },
  {
    heading: "Deliver",
    items: [
      { key: "sinks", href: "/sinks", label: "Sinks", icon: Send },
      { key: "exports", href: "/exports", label: "Exports", icon: Download },
    ],
  },
  {
    heading: "Settings",
    items: [
      { key: "people", href: "/people", label: "People & roles", icon: Users },
      { key: "notifications", href: "/notifications", label: "Notifications", icon: Bell },
      { key: "retention", href: "/retention", label: "Retention", icon: Archive },
      { key: "api-keys", href: "/api-keys", label: "API keys", icon: KeyRound },
    ],
  },
];
