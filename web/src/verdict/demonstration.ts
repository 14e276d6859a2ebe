/** The demonstration's policy: computer-made people, whose presence is shown and decides nothing. */

import type { PolicyStamp } from "../api/types";

/** Its name in the service, where no other policy can have it. */
const NAME = "demo-synthetic";

export function isDemonstration(judged: { policy: PolicyStamp }): boolean {
  return judged.policy.name === NAME;
}
