import type { Mark } from "../verdict/questions";
import type { Standing } from "../verdict/standing";
import { StandingIcon } from "./icons";

const LOOKS: Record<Mark, Standing> = { yes: "accept", no: "reject", open: "forming" };

/** Yes, no and open look like accept, reject and forming: one set of shapes to learn. */
export function MarkIcon({ mark }: { mark: Mark }) {
  return <StandingIcon standing={LOOKS[mark]} />;
}
