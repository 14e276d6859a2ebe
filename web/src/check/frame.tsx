/** What is around every screen of the check: who asks, how far it is, and the choice of a language. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { fill, isLanguage, LANGUAGES, type Language, NAMES, type Texts } from "./texts";

interface Props {
  texts: Texts;
  language: Language;
  onLanguage: (language: Language) => void;
  /** Empty until the service has said who it is. */
  organisation: string;
  step: { number: number; of: number } | null;
  children: ComponentChildren;
}

export function Frame({ texts, language, onLanguage, organisation, step, children }: Props) {
  const id = useId();
  return (
    <div class="check">
      <header class="check-head">
        <p class="check-who">{organisation}</p>
        <label class="visually-hidden" for={id}>
          {texts.language}
        </label>
        <select
          id={id}
          class="check-language"
          value={language}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            if (isLanguage(chosen)) onLanguage(chosen);
          }}
        >
          {LANGUAGES.map((tag) => (
            <option key={tag} value={tag} lang={tag}>
              {NAMES[tag]}
            </option>
          ))}
        </select>
      </header>
      {step && (
        <div class="check-steps">
          <p class="visually-hidden">{fill(texts.step, step)}</p>
          {Array.from({ length: step.of }, (_, i) => (
            <span key={i} class={i < step.number ? "is-reached" : ""} aria-hidden="true" />
          ))}
        </div>
      )}
      <main id="main">{children}</main>
    </div>
  );
}
