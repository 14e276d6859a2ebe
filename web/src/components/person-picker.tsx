/** Finds one person by typing: the combobox pattern of the ARIA guide, with a list that filters. */

import { useId, useState } from "preact/hooks";
import type { PersonView } from "../api/types";
import { clock, day } from "../format/time";

const MOST_SHOWN = 8;

interface Props {
  label: string;
  placeholder: string;
  /** Said when nobody fits what was typed. */
  nobody: string;
  people: PersonView[];
  chosen: PersonView | null;
  onChoose: (person: PersonView | null) => void;
}

/** Those whose name or reference of the operator holds what was typed; everybody when nothing was. */
export function matching(people: PersonView[], typed: string): PersonView[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const fits = (p: PersonView) =>
    p.display_name.toLocaleLowerCase().includes(wanted) ||
    (p.external_ref ?? "").toLocaleLowerCase().includes(wanted);
  return wanted === "" ? people : people.filter(fits);
}

export function PersonPicker({ label, placeholder, nobody, people, chosen, onChoose }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const id = useId();
  const open = typed !== null;
  const shown = open ? matching(people, typed).slice(0, MOST_SHOWN) : [];

  const choose = (person: PersonView | undefined) => {
    if (person) onChoose(person);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setTyped("");
      else if (shown.length > 0) {
        const step = event.key === "ArrowDown" ? 1 : shown.length - 1;
        setActive((was) => (was + step) % shown.length);
      }
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      choose(shown[active]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
    }
  };

  return (
    <div class="picker">
      <label class="label" for={`${id}-input`}>
        {label}
      </label>
      <input
        id={`${id}-input`}
        class="input"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && shown[active] ? `${id}-${active}` : undefined}
        autocomplete="off"
        placeholder={placeholder}
        value={typed ?? chosen?.display_name ?? ""}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => setTyped((was) => was ?? "")}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setTyped(null)}
      />
      <div id={`${id}-list`} role="listbox" aria-label={label} class="picker-list" hidden={!open}>
        {shown.map((person, index) => (
          // The keyboard is the input's, by aria-activedescendant; the pointer must not take the focus.
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={person.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            class="picker-option"
            onMouseDown={(event) => {
              event.preventDefault();
              choose(person);
            }}
            onMouseEnter={() => setActive(index)}
          >
            <span>{person.display_name}</span>
            <small>{describe(person)}</small>
          </div>
        ))}
        {shown.length === 0 && <p class="picker-none">{nobody}</p>}
      </div>
    </div>
  );
}

/** Two people may share a name: the reference of the operator or the time tells them apart. */
function describe(person: PersonView): string {
  const added = `${day(person.created_at, new Date())}, ${clock(person.created_at)}`;
  return person.external_ref ? `${person.external_ref} · ${added}` : added;
}
