/** The text that is consented to. Whoever changes its words changes the default of `check.notice_version` with them. */

import { useCheck } from "../context";

export function NoticeText() {
  const { texts, state, say } = useCheck();
  const words = texts.consent;
  const { document, notice } = state;
  const kept = (days: number | null, some: string, open: string) =>
    days === null ? say(open) : say(some, { days });
  const blocks: [string, (string | null)[]][] = [
    [
      words.whatTitle,
      [
        document.wanted ? words.whatDocument : words.whatFace,
        say(document.wanted ? words.measured : words.measuredFace),
      ],
    ],
    [words.whyTitle, [words.why]],
    [
      words.longTitle,
      [
        [
          words.longVideo,
          kept(notice.keep_sessions_days, words.longSessions, words.longSessionsOpen),
          kept(notice.keep_references_days, words.longReferences, words.longReferencesOpen),
          words.longErase,
        ].join(" "),
      ],
    ],
    [words.whoTitle, [say(words.who)]],
    [words.choiceTitle, [say(words.choice)]],
  ];
  return (
    <>
      <p class="check-lead">{words.lead}</p>
      {blocks.map(([title, paragraphs]) => (
        <section key={title} class="check-notice">
          <h2>{title}</h2>
          {paragraphs.map((text) => text && <p key={text}>{text}</p>)}
          {title === words.whoTitle && <Contact />}
        </section>
      ))}
      <p class="check-small">{say(words.version, { version: notice.version })}</p>
    </>
  );
}

function Contact() {
  const { texts, state, say } = useCheck();
  const { contact, privacy_url: url } = state.notice;
  return (
    <>
      {contact && <p>{say(texts.consent.contact, { contact })}</p>}
      {url && /^https?:/i.test(url) && (
        <p>
          <a href={url} target="_blank" rel="noopener noreferrer">
            {say(texts.consent.privacy)}
          </a>
        </p>
      )}
    </>
  );
}
