/** Shows steps one after the other and notes when each began: timers that do not add up their lateness. */

export interface Step {
  /** `#rrggbb`. */
  colour: string;
  for_ms: number;
}

type Timer = ReturnType<typeof setTimeout>;

export class Showing {
  #timer: Timer | null = null;
  #cancelled = false;
  readonly #edges: number[] = [];
  readonly #from = performance.now();

  /** `onDone` gets the beginning of every step and the end of the last, milliseconds from now. */
  constructor(
    steps: readonly Step[],
    onColour: (colour: string) => void,
    onDone: (edges: number[]) => void,
  ) {
    const show = (index: number, due: number) => {
      this.#edges.push(Math.round(performance.now() - this.#from));
      const step = steps[index];
      if (step === undefined) {
        onDone(this.#edges);
        return;
      }
      onColour(step.colour);
      const next = due + step.for_ms;
      const wait = Math.max(0, this.#from + next - performance.now());
      this.#timer = setTimeout(() => show(index + 1, next), wait);
    };
    if (steps.length > 0) show(0, 0);
  }

  /** Nothing to show yet; cancelling ends the wait. */
  static waiting(timer: Timer): Showing {
    const none = new Showing(
      [],
      () => {},
      () => {},
    );
    none.#timer = timer;
    return none;
  }

  cancel(): void {
    this.#cancelled = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  get isCancelled(): boolean {
    return this.#cancelled;
  }
}
