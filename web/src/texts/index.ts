/** The words of the pages in the one language there is so far. Another language is another folder. */

export {
  decision as decisionTexts,
  NOTICE_VERSION,
  notice as noticeTexts,
} from "./en/after";
export { invitations as invitationTexts } from "./en/invitations";
export * from "./en/pages";
export * from "./en/verdict";
