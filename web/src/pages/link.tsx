/** One link: loading, and what was just recorded. */

import { useEffect, useState } from "preact/hooks";
import { linkApi, type OpenedLink } from "../api/links";
import { ProblemNotice, Waiting } from "../components/notice";
import { texts, linkTexts as words } from "../texts";
import { useLoad } from "../use-load";
import { LinkScreen } from "./link-screen";
import { tellLinkDecided } from "./use-links";

export function LinkPage({ id }: { id: string }) {
  const { value, error, reload, set } = useLoad(`link ${id}`, () => linkApi.open(id));
  const [told, setTold] = useState<string | null>(null);
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);
  const recorded = (opened: OpenedLink) => {
    set(opened);
    tellLinkDecided();
    const answer = opened.decisions.at(-1)?.answer;
    if (answer) setTold(words.recorded(words.answers[answer]));
  };
  return (
    <div class="page review links">
      <p class="review-told" role="status">
        {told}
      </p>
      {value ? (
        <LinkScreen opened={value} onRecorded={recorded} />
      ) : error ? (
        <ProblemNotice error={error} retry={reload} />
      ) : (
        <Waiting />
      )}
    </div>
  );
}
