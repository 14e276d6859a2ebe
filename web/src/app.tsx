/** Which page is shown, and to whom. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { setSignedOutListener } from "./api/client";
import { api } from "./api/endpoints";
import { ApiError } from "./api/problem";
import { Waiting } from "./components/notice";
import { Shell } from "./components/shell";
import { DuePage } from "./pages/due";
import { EventStreamsPage } from "./pages/event-streams";
import { LightPage } from "./pages/light";
import { LinkPage } from "./pages/link";
import { LinksPage } from "./pages/links";
import { LoginsPage } from "./pages/logins";
import { PeoplePage } from "./pages/people";
import { PersonPage } from "./pages/person";
import { ReviewPage } from "./pages/review";
import { ReviewsPage } from "./pages/reviews";
import { SessionPage } from "./pages/session";
import { SessionsPage } from "./pages/sessions";
import { SignInPage } from "./pages/sign-in";
import { useLinkCount } from "./pages/use-links";
import { useReviewCounts } from "./pages/use-reviews";
import { WebhooksPage } from "./pages/webhooks";
import { go, paths, type Route, useRoute } from "./router";
import { texts } from "./texts";
import { useLoad } from "./use-load";

type Who = "unknown" | "signed-in" | "signed-out";

export function App() {
  const route = useRoute();
  const [who, setWho] = useState<Who>("unknown");

  useEffect(() => {
    setSignedOutListener(() => setWho("signed-out"));
    api
      .me()
      .then(() => setWho("signed-in"))
      // Anything but "not signed in" is told by the page itself when it loads its own data.
      .catch((thrown: unknown) =>
        setWho(thrown instanceof ApiError && thrown.status === 401 ? "signed-out" : "signed-in"),
      );
  }, []);

  if (who === "unknown") return <Waiting />;
  if (who === "signed-out") return <SignInPage onSignedIn={() => setWho("signed-in")} />;
  // On its own: it is shared in the meeting, and nothing else may light the face.
  if (route.page === "light") return <LightPage key={route.id} id={route.id} />;
  const signOut = () => {
    api.signOut().catch(() => {});
    setWho("signed-out");
    go(paths.sessions(), "replace");
  };
  return (
    <Frame onSignOut={signOut}>
      <Page route={route} />
    </Frame>
  );
}

/** Around every page of somebody who is signed in: what is counted there may be asked for here. */
function Frame(props: { onSignOut: () => void; children: ComponentChildren }) {
  const counts = useReviewCounts();
  const me = useLoad("me", api.me);
  const isAdmin = me.value?.scopes.includes("admin") ?? false;
  const maySeeLinks = isAdmin || (me.value?.scopes.includes("links") ?? false);
  const links = useLinkCount(maySeeLinks);
  return <Shell waiting={counts?.total ?? 0} links={links} isAdmin={isAdmin} {...props} />;
}

function Page({ route }: { route: Route }) {
  useEffect(() => {
    if (route.page === "sign-in") go(paths.sessions(), "replace");
  }, [route.page]);
  switch (route.page) {
    case "sessions":
      return <SessionsPage personId={route.personId ?? null} />;
    case "session":
      return <SessionPage key={route.id} id={route.id} />;
    case "people":
      return <PeoplePage />;
    case "person":
      return <PersonPage key={route.id} id={route.id} />;
    case "reviews":
      return <ReviewsPage kind={route.kind} />;
    case "review":
      return <ReviewPage id={route.id} kind={route.kind} />;
    case "due":
      return <DuePage />;
    case "links":
      return <LinksPage all={route.all} />;
    case "link":
      return <LinkPage key={route.id} id={route.id} />;
    case "webhooks":
      return <WebhooksPage />;
    case "event-streams":
      return <EventStreamsPage />;
    case "logins":
      return <LoginsPage />;
    case "light":
    case "sign-in":
      return <Waiting />;
    case "unknown":
      return (
        <div class="page narrow">
          <h1>{texts.common.notFound}</h1>
          <a href={paths.sessions()}>{texts.common.toSessions}</a>
        </div>
      );
  }
}
