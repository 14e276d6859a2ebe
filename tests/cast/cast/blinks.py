"""Blinks that the product sees, against those that were: hits, misses and false ones per clip.

The product counts closures in the trace of openness of both eyes (`crates/signals/src/blink.rs`); the same rule is used here on
what `likeness inspect` measured, so that each closure has a time and can be compared with the truth.
"""

import numpy as np

CLOSED_BELOW, USUAL = 0.5, 0.75  # as in blink.rs: shut below this share of the usual opening, which is this quantile of the trace
SHUT = 0.5  # opening below which the truth's eye is shut; a cast member's blink stays below it for 170 ms


def runs(shut: list[bool]) -> list[tuple[int, int]]:
    """First and last index of each run of true values."""
    out = []
    for k, is_shut in enumerate(shut):
        if is_shut and (k == 0 or not shut[k - 1]):
            out.append((k, k))
        elif is_shut:
            out[-1] = (out[-1][0], k)
    return out


def true_blinks(facts: dict) -> list[tuple[float, float]]:
    """From and to (s) of each blink of the person seen, by the truth of every frame."""
    rows = facts["frames"]
    shut = [bool(r["person"]) and (r["eye_left"] + r["eye_right"]) / 2 < SHUT for r in rows]
    return [(a / facts["fps"], b / facts["fps"]) for a, b in runs(shut)]


def seen_blinks(times: list[float], openness: list[float]) -> list[tuple[float, float]]:
    """From and to (s) of each closure by the product's rule; one with which a trace begins counts only if it ends."""
    if len(openness) < 2 or (usual := float(np.quantile(openness, USUAL))) <= 0:
        return []
    shut = [v < CLOSED_BELOW * usual for v in openness]
    return [(times[a], times[b]) for a, b in runs(shut) if not (a == 0 and b == len(shut) - 1)]


def compared(facts: dict, pairs: list[tuple[float, dict, dict | None]]) -> dict | None:
    """Counts for one clip and rate from (time, truth row, face) of each looked-at frame; None without a trace of openness.

    `shown` are the blinks of which at least one looked-at frame shows an eye that is shut in truth: no other can be seen.
    """
    trace = [(t, f["eyes_open"]["raw"]) for t, _, f in pairs if f and (f.get("eyes_open") or {}).get("raw") is not None]
    if len(trace) < 8:
        return None
    times = [t for t, _ in trace]
    step, frame = float(np.median(np.diff(times))), 1 / facts["fps"]
    true, seen = true_blinks(facts), seen_blinks(times, [v for _, v in trace])
    # A closure belongs to a blink that it overlaps, half a frame's slack for the two clocks.
    meets = lambda a, b: a[0] - frame / 2 <= b[1] + frame / 2 and b[0] - frame / 2 <= a[1] + frame / 2
    hits = [any(meets(b, s) for s in seen) for b in true]
    return {"true": len(true), "shown": sum(any(meets(b, (t, t)) for t in times) for b in true), "hits": sum(hits),
            "false": sum(not any(meets(s, b) for b in true) for s in seen), "seconds": step * len(trace), "fps": 1 / step}


def table(clips: list[tuple[str, float, dict | None, dict | None]]) -> None:
    """One line per clip that has a trace: at the product's rate and at the clip's own."""
    print("\n| clip | fps | blinks | at 5 a second: shown, seen, false | every frame: shown, seen, false |\n| --- | --- | --- | --- | --- |")
    total = np.zeros((2, 4))
    watched = 0.0
    for name, fps, slow, fast in clips:
        if slow is None or fast is None:
            continue
        cells = []
        for k, c in enumerate((slow, fast)):
            total[k] += c["true"], c["shown"], c["hits"], c["false"]
            cells.append(f"{c['shown']}, {c['hits']}, {c['false']}")
        watched += fast["seconds"]
        print(f"| {name} | {fps:g} | {fast['true']} | " + " | ".join(cells) + " |")
    for word, (true, shown, hits, false) in zip(("5 a second", "every frame"), total):
        print(f"{word}: {true:.0f} blinks in {watched:.0f} s, {shown:.0f} shown in a looked-at frame, {hits:.0f} seen, {true - hits:.0f} missed, {false:.0f} false")
