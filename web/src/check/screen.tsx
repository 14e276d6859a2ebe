/** One screen: a heading that takes the focus, something to read or see, and buttons within a thumb's reach. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Glyph, type GlyphName } from "./glyphs";

interface Props {
  title: string;
  glyph?: GlyphName;
  /** What came of the step before: read out with the heading. */
  news?: string | null;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}

export function Screen({ title, glyph, news, children, actions }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
  }, [title]);
  // Once for each screen: another language leaves the focus where it is.
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <div class="check-body">
        {news && (
          <p class="check-news" id="check-news">
            <Glyph name="tick" /> {news}
          </p>
        )}
        {glyph && <Glyph name={glyph} large />}
        <h1 ref={heading} tabIndex={-1} aria-describedby={news ? "check-news" : undefined}>
          {title}
        </h1>
        {children}
      </div>
      {actions && <div class="check-actions">{actions}</div>}
    </>
  );
}
