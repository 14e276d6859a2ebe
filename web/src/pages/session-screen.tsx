/** The live view: the verdict first, then the faces and the three questions, then everything behind them. */

import { useEffect, useState } from "preact/hooks";
import { addresses, api } from "../api/endpoints";
import { type ApiError, asApiError } from "../api/problem";
import type { SessionView } from "../api/types";
import { isMeeting } from "../camera/open";
import { ConnectionBanner } from "../components/connection-banner";
import { EvidenceStrip } from "../components/evidence-strip";
import { FacePair } from "../components/face-pair";
import { ProblemNotice } from "../components/notice";
import { QuestionList } from "../components/question-list";
import { ReasonList } from "../components/reason-list";
import { ReferenceList } from "../components/reference-list";
import { SessionHead } from "../components/session-head";
import { StreamPanel } from "../components/stream-panel";
import { VerdictHero } from "../components/verdict-hero";
import { CheckDocumentPanel } from "../invitations/document";
import { isOver, type LiveState } from "../live/state";
import { useLive } from "../live/use-live";
import { useThrottled } from "../live/use-throttled";
import { demonstrationTexts, texts } from "../texts";
import { Timeline } from "../timeline/timeline";
import { isDemonstration } from "../verdict/demonstration";
import { answers } from "../verdict/questions";
import { adviceLine, verdictSentence } from "../verdict/sentence";
import { standingOf } from "../verdict/standing";
import { CameraPanel } from "./camera-panel";
import { CuePanel } from "./cue-panel";
import { DecisionPanel } from "./decision-panel";
import { LightPanel } from "./light-panel";
import { MeetingPanel } from "./meeting-panel";
import { ReplayPanel } from "./replay-panel";
import { StreamDoorPanel } from "./stream-door";

/** The current face is fetched at most this often. */
const FACE_PERIOD_MS = 500;

export function SessionScreen({ initial }: { initial: SessionView }) {
  const { state, link, gone } = useLive(initial);
  const [stopping, setStopping] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const faceSeq = useThrottled(state.face?.seq ?? null, FACE_PERIOD_MS);
  const { session } = state;
  const over = isOver(session);
  const stale = !over && (gone || link.state === "waiting" || link.state === "unreadable");
  const meeting = session.source === "camera" && !over && isMeeting(session.id);
  const choosing = meeting && !state.faces?.chosen;
  const standing = standingOf(session);
  const now = new Date();
  const verdict = session.verdict;
  const watchedMs = state.atMs ?? state.timeline.at(-1)?.at_ms ?? null;

  useEffect(() => {
    document.title = `${texts.standings[standing]} · ${texts.kinds[session.kind]} · ${texts.product}`;
  }, [standing, session.kind]);

  const stop = () => {
    setStopping(true);
    api.stopSession(session.id).catch((thrown: unknown) => {
      setError(asApiError(thrown));
      setStopping(false);
    });
  };

  return (
    <div class="page live">
      <SessionHead
        session={session}
        watchedMs={watchedMs}
        over={over}
        stale={stale}
        stopping={stopping}
        onStop={stop}
        now={now}
      />
      {isDemonstration(session) && (
        <p class="banner is-demonstration" role="note">
          <strong>{demonstrationTexts.title}</strong>
          <span>{demonstrationTexts.banner}</span>
        </p>
      )}
      <ConnectionBanner link={link} gone={gone} source={over ? null : state.source} />
      {error && <ProblemNotice error={error} />}
      <VerdictHero
        standing={standing}
        sentence={choosing ? texts.meeting.nobodyChosen : verdictSentence(session)}
        advice={stale || choosing ? null : adviceLine(session, state.face?.issues ?? [])}
        over={over}
        stale={stale}
      />
      {meeting && (
        <MeetingPanel
          sessionId={session.id}
          faces={state.faces}
          media={session.media}
          onEnd={stop}
        />
      )}
      <div class="live-main">
        <div class="live-side">
          <FacePair
            portrait={addresses.portrait(session.person_id)}
            {...currentFace(state, faceSeq, over)}
          />
          {session.source === "camera" && !over && !meeting && (
            <CameraPanel sessionId={session.id} onEnd={stop} />
          )}
          {session.source === "stream" && !over && (
            <StreamDoorPanel sessionId={session.id} arriving={session.frames.received > 0} />
          )}
          <ReferenceList references={verdict?.references ?? []} now={now} />
        </div>
        <div class="live-answers">
          <QuestionList answers={answers(verdict, !over, watchedMs, now)} />
          {over && <DecisionPanel sessionId={session.id} />}
          {over && <CheckDocumentPanel personId={session.person_id} sessionId={session.id} />}
          {choosing || (
            <CuePanel
              sessionId={session.id}
              cues={verdict?.cues ?? []}
              over={over}
              seesHands={verdict ? verdict.models.some((model) => model.role === "hand") : null}
            />
          )}
          {choosing || (
            <LightPanel sessionId={session.id} lights={verdict?.lights ?? []} over={over} />
          )}
        </div>
      </div>
      <section class="card">
        <h2 class="section-title">{texts.live.timeline}</h2>
        <p class="quiet">{texts.live.timelineNote}</p>
        <Timeline points={state.timeline} reasons={verdict?.reasons ?? []} />
      </section>
      <div class="live-foot">
        {verdict && <ReasonList reasons={verdict.reasons} />}
        <div class="live-foot-side">
          <EvidenceStrip
            items={state.evidence}
            reasons={verdict?.reasons ?? []}
            addressOf={(id) => addresses.evidence(session.id, id)}
            over={over}
          />
          <StreamPanel session={session} log={state.sourceLog} />
          {over && verdict && <ReplayPanel key={session.id} sessionId={session.id} />}
        </div>
      </div>
    </div>
  );
}

/** Afterwards the current face is no longer kept: the newest evidence picture stands in for it. */
function currentFace(state: LiveState, seq: number | null, over: boolean) {
  const words = texts.live.faces;
  const { session, face } = state;
  const kept = over ? state.evidence.at(-1) : undefined;
  return {
    // A running session may have a face before this page hears of the next one.
    face: seq === null && over ? null : addresses.face(session.id, seq ?? 0),
    faceInstead: kept ? addresses.evidence(session.id, kept.id) : null,
    faceTitle: over ? words.last : words.now,
    faceNote: over || !face ? null : texts.live.faceQuality(face.quality),
    faceMissing: over ? words.gone : face ? words.unavailable : words.noFace,
  };
}
