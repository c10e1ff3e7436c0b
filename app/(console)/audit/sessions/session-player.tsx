"use client";

import { ChevronLeft, ChevronRight, Hand, Pause, Play, TriangleAlert } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { Step } from "./to-steps.ts";

type SessionPlayerProps = {
  place: number;
  steps: Step[];
  isPlaying: boolean;
  onPlay: () => void;
  onGo: (place: number) => void;
};

/** Goes through the steps one by one, by itself, or to the next that was held or went wrong. */
export function SessionPlayer({ place, steps, isPlaying, onPlay, onGo }: SessionPlayerProps) {
  const nextHeld = steps.findIndex(({ wasHeld }, index) => index > place && wasHeld);
  const nextWrong = steps.findIndex(
    ({ event }, index) => index > place && /^(?:failed|denied|unknown)$/.test(event.status),
  );
  return (
    <div
      role="toolbar"
      aria-label="Replay"
      className="sticky top-0 z-10 flex flex-wrap items-center gap-1 border-b bg-surface px-4 py-1.5 max-lg:top-12"
    >
      <IconButton label="Step before" disabled={place === 0} onClick={() => onGo(place - 1)}>
        <ChevronLeft aria-hidden />
      </IconButton>
      <Button size="sm" onClick={onPlay}>
        {isPlaying ? <Pause aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
        {isPlaying ? "Pause" : "Play"}
      </Button>
      <IconButton label="Next step" disabled={place === steps.length - 1} onClick={() => onGo(place + 1)}>
        <ChevronRight aria-hidden />
      </IconButton>
      <span aria-live="polite" className="px-2 text-sm text-muted">{`Step ${place + 1} of ${steps.length}`}</span>
      <Button size="sm" variant="ghost" disabled={nextHeld === -1} onClick={() => onGo(nextHeld)}>
        <Hand aria-hidden className="size-4" />
        Next held
      </Button>
      <Button size="sm" variant="ghost" disabled={nextWrong === -1} onClick={() => onGo(nextWrong)}>
        <TriangleAlert aria-hidden className="size-4" />
        Next that went wrong
      </Button>
    </div>
  );
}
