/** What the candidate is told before the first session, to read out or to copy. */

import { NOTICE_VERSION, noticeTexts } from "../texts";

export function NoticeText() {
  return (
    <details class="notice-text">
      <summary>{noticeTexts.title}</summary>
      <p class="hint">{noticeTexts.lead}</p>
      {noticeTexts.paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <p class="hint">{noticeTexts.version(NOTICE_VERSION)}</p>
    </details>
  );
}
