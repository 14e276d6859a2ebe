import { useState } from "preact/hooks";
import { texts } from "../texts";
import { chooseTheme, currentTheme } from "../theme";
import { Icon } from "./icons";

export function ThemeButton() {
  const [theme, setTheme] = useState(currentTheme);
  const other = theme === "dark" ? "light" : "dark";
  const label = other === "dark" ? texts.theme.toDark : texts.theme.toLight;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      onClick={() => {
        chooseTheme(other);
        setTheme(other);
      }}
    >
      <Icon name={other === "dark" ? "moon" : "sun"} />
    </button>
  );
}
