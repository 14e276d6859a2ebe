/** Two rooms side by side, as far as anything is kept of them: pair by pair, the most alike first. */

import type { LinkRoom, OpenedLink } from "../api/links";
import { moment } from "../format/time";
import { paths } from "../router";
import { texts, linkTexts as words } from "../texts";

/** Side of a cell in the drawing's own units. */
const CELL = 10;

export function LinkRooms({ opened, now }: { opened: OpenedLink; now: Date }) {
  const { link, rooms, room_pairs } = opened;
  const room = (id: string) => rooms.find((r) => r.session_id === id);
  const name = (found: LinkRoom | undefined) =>
    link.people.find((p) => p.id === found?.person_id)?.display_name ?? words.gone;
  // Of the others no room is sent; their sessions are on the people's pages.
  const shown = room_pairs.filter((p) => room(p.here) && room(p.there));
  return (
    <section class="card link-rooms" aria-labelledby="rooms-title">
      <h2 id="rooms-title" class="section-title">
        {words.rooms}
      </h2>
      <p class="hint">{words.roomsHint}</p>
      <ol>
        {shown.map((pair) => (
          <li key={`${pair.here} ${pair.there}`}>
            <b>{words.roomPair(pair.score.toFixed(2))}</b>
            <div class="link-room-pair">
              {[room(pair.here), room(pair.there)].map((found) => (
                <figure key={found?.session_id}>
                  <RoomGrid room={found} label={words.room(name(found))} />
                  {found && (
                    <figcaption>
                      <a href={paths.session(found.session_id)}>{name(found)}</a>
                      <small>
                        {texts.kinds[found.session_kind]}, {moment(found.created_at, now)}
                      </small>
                    </figcaption>
                  )}
                </figure>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function RoomGrid({ room, label }: { room: LinkRoom | undefined; label: string }) {
  const grid = room?.grid;
  if (!grid) return <p class="hint">{words.roomGone}</p>;
  const rows = Math.ceil(grid.colours.length / grid.columns);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${grid.columns * CELL} ${rows * CELL}`}
      shape-rendering="crispEdges"
    >
      {cellsOf(grid.colours, grid.columns).map(({ x, y, colour }) => (
        <rect key={`${x} ${y}`} x={x} y={y} width={CELL} height={CELL} fill={colour} />
      ))}
    </svg>
  );
}

/** Where each known cell is drawn. */
export function cellsOf(colours: readonly (string | null)[], columns: number) {
  return colours.flatMap((colour, n) =>
    colour === null ? [] : [{ x: (n % columns) * CELL, y: Math.floor(n / columns) * CELL, colour }],
  );
}
