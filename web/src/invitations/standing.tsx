/** An invitation's state, as a shape and a word. */

import type { Invitation } from "../api/invitations";
import { StandingIcon } from "../components/icons";
import { texts, invitationTexts as words } from "../texts";
import type { Standing } from "../verdict/standing";

export function InvitationStanding({ invitation }: { invitation: Invitation }) {
  const standing = standingOf(invitation);
  const name =
    invitation.state === "finished" && invitation.outcome
      ? texts.standings[invitation.outcome]
      : words.states[invitation.state];
  return (
    <span class={`invitation-state is-${standing}`}>
      <StandingIcon standing={standing} />
      {name}
    </span>
  );
}

/** Only a finished check has a verdict. A no and a lapse are nobody's fault and look like none. */
export function standingOf({ state, outcome }: Invitation): Standing {
  if (state === "finished") return outcome ?? "none";
  return state === "open" || state === "opened" ? "forming" : "none";
}
