/** Who hangs together with whom, drawn. The table says the same in words; each line is a link to its page. */

import { useId, useRef } from "preact/hooks";
import type { LinkView } from "../api/links";
import { paths } from "../router";
import { linkTexts as words } from "../texts";
import { useWidth } from "../timeline/use-width";
import { type GraphLine, layOut } from "./layout";

/** Beyond this many lines a graph shows nothing any more. */
const MOST = 120;

/** Until the element's own width is known. */
const FIRST_WIDTH = 900;

interface Props {
  links: readonly LinkView[];
  title: string;
  /** The link whose page this is. */
  current?: string;
}

export function LinkGraph({ links, title, current }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, FIRST_WIDTH);
  const id = useId();
  const shown = links.slice(0, MOST);
  const graph = layOut(shown, Math.max(320, width));
  return (
    <section class="card link-graph" aria-labelledby={id}>
      <h2 id={id} class="section-title">
        {title}
      </h2>
      <div ref={box}>
        <svg
          viewBox={`0 0 ${graph.width} ${graph.height}`}
          width={graph.width}
          height={graph.height}
        >
          <title>{words.graph.label(graph.points.length, graph.lines.length)}</title>
          {graph.lines.map((line) => (
            <Line key={line.link.id} line={line} isCurrent={line.link.id === current} />
          ))}
          {graph.points.map((point) => (
            <g key={point.id} class="graph-person">
              <circle cx={point.x} cy={point.y} r="8" />
              <text x={point.label.x} y={point.label.y} text-anchor={point.label.anchor}>
                {short(point.name)}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <p class="hint">
        {words.graph.legend} {links.length > MOST && words.graph.tooMany(MOST)}
      </p>
    </section>
  );
}

function Line({ line, isCurrent }: { line: GraphLine; isCurrent: boolean }) {
  const { link, from, to } = line;
  const isApart = link.answer === "different_people" || link.answer === "different_rooms";
  const state = link.waits_for ? "waits" : isApart ? "apart" : "settled";
  const path =
    from === to
      ? `M${from.x - 5} ${from.y - 6}c-16 -26 26 -26 10 0`
      : `M${from.x} ${from.y}L${to.x} ${to.y}`;
  const names = link.people.map((p) => p.display_name).join(", ");
  const told = link.waits_for
    ? words.waits[link.waits_for]
    : words.answers[link.answer ?? "unclear"];
  return (
    <a
      class={`graph-line is-${state}${isCurrent ? " is-current" : ""}`}
      href={paths.link(link.id)}
      aria-label={`${words.kinds[link.kind]}: ${names}. ${told}`}
      aria-current={isCurrent ? "page" : undefined}
    >
      <path class="graph-hit" d={path} />
      <path class="graph-stroke" d={path} />
    </a>
  );
}

const short = (name: string) => (name.length > 18 ? `${name.slice(0, 17)}…` : name);
