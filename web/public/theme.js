// Sets the stored theme before the first paint, so that the page does not flash. A file of its own, because
// the content security policy allows no inline script.
try {
  const stored = localStorage.getItem("likeness.theme");
  if (stored === "light" || stored === "dark") document.documentElement.dataset.theme = stored;
} catch {
  // Storage is blocked: the system's preference applies.
}
