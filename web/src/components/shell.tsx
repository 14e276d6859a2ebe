/** What is around every page: skip link, name, theme, sign out. */

import type { ComponentChildren } from "preact";
import { paths } from "../router";
import { texts } from "../texts";
import { Mark } from "./icons";
import { ThemeButton } from "./theme-button";

export function Shell({
  onSignOut,
  children,
}: {
  onSignOut: () => void;
  children: ComponentChildren;
}) {
  return (
    <>
      <a class="skip" href="#main">
        {texts.nav.skip}
      </a>
      <header class="top">
        <a class="brand" href={paths.sessions()}>
          <Mark />
          {texts.product}
        </a>
        <nav class="top-nav" aria-label={texts.product}>
          <a href={paths.sessions()}>{texts.nav.sessions}</a>
        </nav>
        <div class="top-tools">
          <ThemeButton />
          <button type="button" class="button quiet" onClick={onSignOut}>
            {texts.nav.signOut}
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
