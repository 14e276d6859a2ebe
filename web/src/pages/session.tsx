/** One session: live while it runs, the record of it afterwards. */

import { useEffect } from "preact/hooks";
import { api } from "../api/endpoints";
import { ProblemNotice, Waiting } from "../components/notice";
import { texts } from "../texts";
import { useLoad } from "../use-load";
import { SessionScreen } from "./session-screen";

export function SessionPage({ id }: { id: string }) {
  const { value, error, reload } = useLoad(id, () => api.session(id));
  useEffect(() => {
    document.title = `${texts.sessions.title} · ${texts.product}`;
  }, []);
  if (value) return <SessionScreen initial={value} />;
  return (
    <div class="page narrow">
      {error ? <ProblemNotice error={error} retry={reload} /> : <Waiting />}
    </div>
  );
}
