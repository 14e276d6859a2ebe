/** Where somebody's stream gets in: the addresses and the key, until pictures come. */

import { CopyField } from "../components/copy-field";
import { texts } from "../texts";
import { doorOf } from "../whip/door";

const words = texts.door;

export function StreamDoorPanel({ sessionId, arriving }: { sessionId: string; arriving: boolean }) {
  const door = doorOf(sessionId);
  return (
    <section class="camera stream-door" aria-label={words.title}>
      <h2 class="section-title">{words.title}</h2>
      <p role="status">{arriving ? words.arriving : words.waiting}</p>
      {!door && !arriving && <p class="hint">{words.keyGone}</p>}
      {door?.whip_path && (
        <>
          <CopyField label={words.whip} value={`${location.origin}${door.whip_path}`} />
          <CopyField label={words.token} value={door.key} secret />
        </>
      )}
      {door && (door.rtmps_port ?? door.rtmp_port) !== null && (
        <>
          {door.rtmps_port !== null && (
            <CopyField
              label={words.rtmps}
              value={`rtmps://${location.hostname}:${door.rtmps_port}/live`}
            />
          )}
          {door.rtmp_port !== null && (
            <CopyField
              label={words.rtmp}
              value={`rtmp://${location.hostname}:${door.rtmp_port}/live`}
            />
          )}
          <CopyField label={words.streamKey} value={door.key} secret />
        </>
      )}
    </section>
  );
}
