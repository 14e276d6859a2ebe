/** The words of the pages in the one language there is so far. Another language is another folder. */

export {
  decision as decisionTexts,
  NOTICE_VERSION,
  notice as noticeTexts,
} from "./en/after";
export { application as applicationTexts } from "./en/application";
export { continuity as continuityTexts } from "./en/continuity";
export { eventStreams as eventStreamTexts } from "./en/event-streams";
export { invitations as invitationTexts } from "./en/invitations";
export { links as linkTexts } from "./en/links";
export { logins as loginTexts } from "./en/logins";
export * from "./en/pages";
export { review as reviewTexts } from "./en/review";
export * from "./en/verdict";
export { webhooks as webhookTexts } from "./en/webhooks";
