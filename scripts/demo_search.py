"""The demo's search over everybody: one face under several names, and one room behind several people, are found by
the service itself."""

import time
from itertools import combinations
from pathlib import Path
from typing import Any

from demo_media import DemoError, Link, Result, Story, still
from likeness_client import ApiError, Client

# What the demonstration records before anybody is searched; the service asks every operator for theirs.
LEGAL_BASIS = "none is needed: the people of this demonstration do not exist"
TEXT_VERSION = "demonstration"
# A reference is searched within a moment of its enrolment; a slow machine gets its time.
INDEXED_WITHIN_S = 30.0
# Once all are in the index: how long a link that is waited for may take. One that never comes costs this much.
LINKED_WITHIN_S = 8.0


def begin(client: Client, screen: Any) -> None:
    """Records the legal basis. Before the first session, because no room is kept without it."""
    client.begin_link_search(LEGAL_BASIS, TEXT_VERSION)
    screen.say(f"Everybody is searched over everybody; the legal basis as recorded: {LEGAL_BASIS}")


def apply(client: Client, screen: Any, story: Story, folder: Path) -> list[str]:
    """Enrols each application's face under its own name; gives the people's ids."""
    ids = []
    for application in story.applications:
        ids.append(client.create_person(application.name)["id"])
        try:
            client.set_portrait(ids[-1], still(application.source, folder))
        except ApiError as error:
            raise DemoError(f"{application.source.name}: {error}") from None
        screen.say(f"  {application.name} applies, with a still of {application.source.name}")
    return ids


def search(client: Client, screen: Any, ids: list[str], people: list[dict]) -> list[Result]:
    """What came of the search for each two of those people, and for everybody else."""
    names = {person["id"]: person["display_name"] for person in reversed(people)}  # as they were enrolled
    pairs = [frozenset(pair) for pair in combinations(ids, 2)]
    references = sum(r["comparable"] for person in people for r in person["references"])
    state = wait(client, references, len(pairs))
    if (bars := state["bars"]) is not None:
        screen.say(f"  {state['references']} references of {state['people']} people; two people are linked from a score of "
                   f"{bars['one_face']:.2f} on")
    found = {frozenset(person["id"] for person in link["people"]): link for link in one_face(client)}
    results = []
    for pair in [*pairs, *(other for other in found if other not in pairs)]:
        title = " and ".join(names[i] for i in sorted(pair, key=list(names).index))
        expected = Link(f"{title}: one face, two names") if pair in pairs else Link(f"{title}: two people", frozenset({"not_linked"}))
        between = names.get(way(pair, found))
        results.append(told(screen, expected, title, found.get(pair), bars, between))
    return results


def way(pair: frozenset, found: dict[frozenset, dict]) -> str | None:
    """Somebody who is linked with both: the three are one group on the analyst's page, with or without the third line."""
    a, b = pair
    others = {person for other in found for person in other} - pair
    return next((c for c in sorted(others) if {frozenset((a, c)), frozenset((b, c))} <= set(found)), None)


def rooms(client: Client, screen: Any, story: Story) -> list[Result]:
    """Who sat in one room, of those who should, and whoever else is said to have."""
    expected = [frozenset(pair) for pair in story.rooms]
    begun = time.monotonic()
    while True:
        found = {frozenset(p["display_name"] for p in link["people"]): link for link in of_kind(client, "one_room")}
        if all(pair in found for pair in expected) or time.monotonic() - begun > LINKED_WITHIN_S:
            break
        time.sleep(0.2)
    results = []
    for names in [*story.rooms, *(tuple(sorted(pair)) for pair in found if pair not in expected)]:
        title, link = " and ".join(names), found.get(frozenset(names))
        is_true = frozenset(names) in expected
        step = Link(f"{title}: one room") if is_true else Link(f"{title}: two rooms", frozenset({"not_linked"}))
        score = f"{link['leading_room']['score']:.2f} of 1 alike" if link else "no room alike"
        outcome = "linked" if link else "not_linked"
        screen.say(f"  {screen.outcome(outcome, 10)}  {title}: {score}")
        results.append(Result(step, outcome, score))
    return results


def one_face(client: Client) -> list[dict]:
    """Links between two people by their face."""
    return of_kind(client, "one_face")


def of_kind(client: Client, kind: str) -> list[dict]:
    """Links of one kind."""
    return [link for link in client.links() if link["kind"] == kind]


def linked(client: Client) -> set[str]:
    """Ids of those who are linked with somebody."""
    return {person["id"] for link in one_face(client) for person in link["people"]}


def told(screen: Any, expected: Link, title: str, link: dict | None, bars: dict | None, between: str | None) -> Result:
    """Prints what came of two people."""
    if link is None and between:
        screen.say(f"  {screen.outcome('linked', 10)}  {title}: by way of {between}, who is linked with both")
        return Result(expected, "linked", f"by way of {between}")
    if link is None:
        screen.say(f"  {screen.outcome('not_linked', 10)}  {title}")
        return Result(expected, "not_linked", f"score below {bars['one_face']:.2f}" if bars else "no search")
    leading = link["leading"] or {}
    score = f"score {leading['score']:.2f}" if leading else "score not kept"
    meaning = (leading.get("false_match") or {}).get("text", "")
    screen.say(f"  {screen.outcome('linked', 10)}  {title}: {score}" + (f", {meaning}" if meaning else ""))
    return Result(expected, "linked", score)


def wait(client: Client, references: int, links: int) -> dict:
    """The search's state once every reference is in the index and so many links are there, or their time is over."""
    begun, indexed = time.monotonic(), None
    while True:
        state, now = client.link_search(), time.monotonic()
        if state["references"] >= references:
            indexed = now if indexed is None else indexed
            if len(one_face(client)) >= links or now - indexed > LINKED_WITHIN_S:
                return state
        elif now - begun > INDEXED_WITHIN_S:
            raise DemoError(f"{state['references']} of {references} references are searched after {INDEXED_WITHIN_S:.0f} s: see the log")
        time.sleep(0.2)
