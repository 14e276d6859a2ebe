/** A group of radio buttons as large targets. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface Choice<T extends string> {
  value: T;
  title: string;
  hint?: string | undefined;
  icon?: ComponentChildren;
  disabled?: boolean | undefined;
}

interface Props<T extends string> {
  legend: string;
  choices: Choice<T>[];
  chosen: T;
  onChoose: (value: T) => void;
  small?: boolean;
}

export function Choices<T extends string>({ legend, choices, chosen, onChoose, small }: Props<T>) {
  const name = useId();
  return (
    <fieldset class={small ? "choices small" : "choices"}>
      <legend class="label">{legend}</legend>
      <div>
        {choices.map((choice) => (
          <label key={choice.value} class="choice">
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === chosen}
              disabled={choice.disabled}
              onChange={() => onChoose(choice.value)}
            />
            <span class="choice-body">
              {choice.icon}
              <span class="choice-title">{choice.title}</span>
              {choice.hint !== undefined && <small>{choice.hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
