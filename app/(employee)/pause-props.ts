import type { PauseProps } from "../../components/pause/pause-props.ts";
import type { PauseState } from "../../domain/pause/queries.ts";
import { pause, resume } from "./pauses/actions.ts";

/** The Pause control's props, the same in the header and on the home page. */
export function pauseProps(state: PauseState): PauseProps {
  const { running, lengths, now } = state;
  return {
    pause: running && { startedAt: running.startedAt.getTime(), endsAt: running.plannedEndAt.getTime() },
    lengths,
    serverNow: now.getTime(),
    startAction: pause,
    resumeAction: resume,
  };
}
