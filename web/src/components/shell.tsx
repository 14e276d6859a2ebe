/** What is around every page: skip link, name, theme, sign out. */

import type { ComponentChildren } from "preact";
import { paths } from "../router";
import {
  continuityTexts,
  eventStreamTexts,
  linkTexts,
  loginTexts,
  reviewTexts,
  texts,
  webhookTexts,
} from "../texts";
import { Mark } from "./icons";
import { ThemeButton } from "./theme-button";

export function Shell({
  waiting,
  links,
  isAdmin,
  onSignOut,
  children,
}: {
  /** Sessions that wait for a human. */
  waiting: number;
  /** Links that wait; null for whoever may not see them. */
  links: number | null;
  /** Whether the pages of administrators are listed; the service decides who may use them. */
  isAdmin: boolean;
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
          <a href={paths.people}>{texts.people.title}</a>
          <a href={paths.reviews()}>
            {reviewTexts.nav}
            {waiting > 0 && (
              <span class="count">
                <span aria-hidden="true">{waiting}</span>
                <span class="visually-hidden">{reviewTexts.navCount(waiting)}</span>
              </span>
            )}
          </a>
          <a href={paths.due}>{continuityTexts.due.nav}</a>
          {links !== null && (
            <a href={paths.links()}>
              {linkTexts.nav}
              {links > 0 && (
                <span class="count">
                  <span aria-hidden="true">{links}</span>
                  <span class="visually-hidden">{linkTexts.navCount(links)}</span>
                </span>
              )}
            </a>
          )}
          {isAdmin && <a href={paths.logins}>{loginTexts.title}</a>}
          {isAdmin && <a href={paths.webhooks}>{webhookTexts.title}</a>}
          {isAdmin && <a href={paths.eventStreams}>{eventStreamTexts.title}</a>}
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
