// What opens over a page. Nobody imports this but `use-overlays.ts`: it is a file of script that no page begins with.
export { Dialog } from "@base-ui/react/dialog";
export { Menu } from "@base-ui/react/menu";
export { Popover } from "@base-ui/react/popover";
export { Tooltip } from "@base-ui/react/tooltip";
