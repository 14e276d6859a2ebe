/** Links between identities: the search, the graph, the table, and all of it as a file. */

import { useEffect } from "preact/hooks";
import { api } from "../api/endpoints";
import { linkAddresses, linkApi } from "../api/links";
import { ProblemNotice, Waiting } from "../components/notice";
import { LinkGraph } from "../links/graph";
import { SearchCard } from "../links/search-card";
import { LinkTable } from "../links/table";
import { paths } from "../router";
import { texts, linkTexts as words } from "../texts";
import { useLoad } from "../use-load";
import { tellLinkDecided, useLinks } from "./use-links";

export function LinksPage({ all }: { all: boolean }) {
  const list = useLinks(all);
  const search = useLoad("link-search", linkApi.search);
  const me = useLoad("me", api.me);
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);
  const changed = () => {
    search.reload();
    list.reload();
    tellLinkDecided();
  };
  const error = list.error ?? search.error;
  return (
    <div class="page links">
      <header class="page-head">
        <div>
          <h1>{words.title}</h1>
          <p class="page-sub">{words.lead}</p>
        </div>
        <nav class="tabs" aria-label={words.filter}>
          <a href={paths.links()} aria-current={all ? undefined : "page"}>
            {words.waiting}
            {search.value && <span class="count">{search.value.waiting}</span>}
          </a>
          <a href={paths.links(true)} aria-current={all ? "page" : undefined}>
            {words.all}
          </a>
        </nav>
      </header>
      {error && <ProblemNotice error={error} retry={changed} />}
      {!list.loaded && !error && <Waiting />}
      {list.loaded && list.items.length === 0 && (
        <div class="empty">
          <p>{all ? words.emptyAll : words.empty}</p>
        </div>
      )}
      {list.items.length > 0 && (
        <>
          <LinkGraph links={list.items} title={words.graph.title} />
          <LinkTable links={list.items} now={new Date()} />
        </>
      )}
      {list.more && (
        <button type="button" class="button wide-button" onClick={list.loadMore}>
          {words.more}
        </button>
      )}
      {list.items.length > 0 && (
        <p class="link-download">
          <a class="button" href={linkAddresses.export} download="links.json">
            {words.download}
          </a>
          <span class="hint">{words.downloadHint}</span>
        </p>
      )}
      {search.value && (
        <SearchCard
          search={search.value}
          isAdmin={me.value?.scopes.includes("admin") ?? false}
          onChanged={changed}
        />
      )}
    </div>
  );
}
