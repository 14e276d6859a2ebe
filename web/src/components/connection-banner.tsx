/** Says when what is shown may be out of date, or when the stream is in trouble. */

import { sentence } from "../api/problem";
import type { LiveState } from "../live/state";
import type { LinkState } from "../live/use-live";
import { texts } from "../texts";

interface Props {
  link: LinkState;
  gone: boolean;
  source: LiveState["source"];
}

export function ConnectionBanner({ link, gone, source }: Props) {
  const words = texts.live.connection;
  const line = gone
    ? words.gone
    : link.state === "waiting" || (link.state === "connecting" && source === null)
      ? link.state === "waiting"
        ? words.waiting
        : null
      : link.state === "unreadable"
        ? words[link.why]
        : source
          ? `${texts.live.source[source.event]} ${source.detail === "" ? "" : sentence(source.detail)}`
          : null;
  return (
    <div class="banner-place" role="status">
      {line !== null && (
        <div class="banner">
          <span class="banner-bars" aria-hidden="true" />
          <span>{line}</span>
          {link.state === "unreadable" && (
            <button type="button" class="button quiet" onClick={() => location.reload()}>
              {words.reload}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
