/** The identity document: photographed or chosen, looked at, sent, and sent again where it helps. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { CameraFault } from "../../camera/open";
import { checkApi, codeOf } from "../api";
import { useCheck } from "../context";
import { ACCEPTED, prepared } from "../document/picture";
import { Shooting } from "../document/shooting";
import { Glyph, type GlyphName } from "../glyphs";
import { MoveButton } from "../move";
import { Screen } from "../screen";
import { fill } from "../texts";

type At =
  | { at: "intro" }
  | { at: "shooting" }
  | { at: "review"; picture: Blob; isChosen: boolean }
  | { at: "sending" };

/** Refusals of the file itself come as a problem document too, with codes that all uploads have. */
const OF_THE_FILE: Readonly<Record<string, string>> = {
  upload_too_large: "picture_too_large",
  empty_file: "picture_damaged",
  not_a_picture: "not_a_picture",
  picture_too_large: "picture_too_large",
  picture_damaged: "picture_damaged",
};

export function Document() {
  const { texts, state: check, setState, fail, refresh } = useCheck();
  const [at, setAt] = useState<At>({ at: "intro" });
  const [problems, setProblems] = useState<string[]>([]);
  const [fault, setFault] = useState<CameraFault | null>(null);

  const review = (picture: Blob, isChosen: boolean) => {
    setFault(null);
    setAt({ at: "review", picture, isChosen });
  };
  const oneSided = () => {
    setAt({ at: "sending" });
    checkApi
      .oneSided()
      .then(setState)
      .catch(async (thrown: unknown) => {
        setAt({ at: "intro" });
        if (codeOf(thrown) === "conflict") await refresh();
        else fail(codeOf(thrown));
      });
  };
  const send = (picture: Blob) => {
    setAt({ at: "sending" });
    prepared(picture)
      .then(checkApi.document)
      .then(({ accepted, problems: found, state }) => {
        // Where one side has arrived, the other one is asked for: nothing is wrong.
        const hasArrived = state.document.side !== check.document.side;
        setProblems(accepted || hasArrived ? [] : found.map((p) => p.code));
        setAt({ at: "intro" });
        setState(state);
      })
      .catch(async (thrown: unknown) => {
        const code = codeOf(thrown);
        setAt({ at: "intro" });
        const ofTheFile = OF_THE_FILE[code];
        if (ofTheFile) setProblems([ofTheFile]);
        else if (code === "conflict") await refresh();
        else fail(code);
      });
  };

  switch (at.at) {
    case "shooting":
      return (
        <Shooting
          onPicture={(picture) => review(picture, false)}
          onBack={() => setAt({ at: "intro" })}
          onFault={(what) => {
            setFault(what);
            setAt({ at: "intro" });
          }}
        />
      );
    case "review":
      return (
        <Review
          {...at}
          onUse={() => send(at.picture)}
          onRetake={() => setAt({ at: at.isChosen ? "intro" : "shooting" })}
        />
      );
    case "sending":
      return (
        <Screen title={texts.document.working}>
          <p class="check-lead" role="status">
            {texts.document.workingHint}
          </p>
          <div class="check-busy" aria-hidden="true" />
        </Screen>
      );
    default:
      return (
        <Intro
          problems={problems}
          fault={fault}
          onOneSided={oneSided}
          onShoot={() => {
            setFault(null);
            setAt({ at: "shooting" });
          }}
          onFile={(file) => review(file, true)}
        />
      );
  }
}

interface IntroProps {
  problems: string[];
  fault: CameraFault | null;
  onShoot: () => void;
  onFile: (file: File) => void;
  onOneSided: () => void;
}

function Intro({ problems, fault, onShoot, onFile, onOneSided }: IntroProps) {
  const { texts, state } = useCheck();
  const words = texts.document;
  const file = useRef<HTMLInputElement>(null);
  const tips: [GlyphName, string][] = [
    ["edges", words.tipEdges],
    ["light", words.tipGlare],
    ["sharp", words.tipSharp],
  ];
  const again = problems.length > 0;
  const { side } = state.document;
  const title =
    side === "back" ? words.backTitle : side === "front" ? words.frontTitle : words.title;
  const lead = side === "back" ? words.backLead : side === "front" ? words.frontLead : words.lead;
  return (
    <Screen
      key={`${side} ${problems.join()}`}
      title={again ? texts.documentProblem.title : title}
      glyph={again ? "again" : "document"}
      actions={
        <>
          <button type="button" class="button primary" onClick={onShoot}>
            {words.photograph}
          </button>
          <button type="button" class="button" onClick={() => file.current?.click()}>
            {words.upload}
          </button>
          <input
            ref={file}
            type="file"
            hidden
            accept={ACCEPTED}
            onChange={(event) => {
              const [chosen] = event.currentTarget.files ?? [];
              event.currentTarget.value = "";
              if (chosen) onFile(chosen);
            }}
          />
          {side === "back" && (
            <button type="button" class="button quiet" onClick={onOneSided}>
              {words.backNone}
            </button>
          )}
          {!again && <MoveButton />}
        </>
      }
    >
      {fault && (
        <p class="check-problem" role="alert">
          {texts.cameraFault[fault]}
        </p>
      )}
      {again ? (
        <Problems
          codes={problems.map((code) => alikeOf(code, side))}
          left={state.document.attempts_left}
        />
      ) : (
        <p class="check-lead">{lead}</p>
      )}
      <ul class="check-list">
        {tips.map(([glyph, tip]) => (
          <li key={glyph}>
            <Glyph name={glyph} /> {tip}
          </li>
        ))}
      </ul>
    </Screen>
  );
}

/** Codes that ask for the same thing. */
const ALIKE: Readonly<Record<string, string>> = { not_assessed: "portrait_quality" };

function alikeOf(code: string, side: "front" | "back" | null): string {
  return side === "back" && code === "no_zone" ? "no_back" : (ALIKE[code] ?? code);
}

function Problems({ codes, left }: { codes: string[]; left: number }) {
  const { texts } = useCheck();
  const words = texts.documentProblem;
  const known = codes.filter((code): code is keyof typeof words => code in words);
  // One at a time is enough to act on, two at most.
  const said = known.length > 0 ? known.slice(0, 2).map((code) => words[code]) : [words.other];
  return (
    <>
      {said.map((text) => (
        <p key={text} class="check-lead">
          {text}
        </p>
      ))}
      <p class="check-small">{left === 1 ? words.leftOne : fill(words.left, { count: left })}</p>
    </>
  );
}

interface ReviewProps {
  picture: Blob;
  isChosen: boolean;
  onUse: () => void;
  onRetake: () => void;
}

function Review({ picture, isChosen, onUse, onRetake }: ReviewProps) {
  const { texts } = useCheck();
  const words = texts.document;
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(picture);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return (
    <Screen
      title={words.reviewTitle}
      actions={
        <>
          <button type="button" class="button primary" onClick={onUse}>
            {words.use}
          </button>
          <button type="button" class="button" onClick={onRetake}>
            {words.retake}
          </button>
        </>
      }
    >
      <p class="check-lead">{words.reviewLead}</p>
      {url && (
        <img class="check-review" src={url} alt={isChosen ? words.chosenAlt : words.pictureAlt} />
      )}
    </Screen>
  );
}
