import { expect, test } from "vitest";
import { answersTo } from "./decide";
import { cellsOf } from "./rooms";

test("a room is drawn row by row, and nothing where a person sat", () => {
  expect(cellsOf(["#000001", null, "#000002", "#000003"], 3)).toEqual([
    { x: 0, y: 0, colour: "#000001" },
    { x: 20, y: 0, colour: "#000002" },
    { x: 0, y: 10, colour: "#000003" },
  ]);
  expect(cellsOf([], 20)).toEqual([]);
});

test("a room is asked about as a room, a face as a face", () => {
  expect(answersTo("one_room")).toEqual(["same_room", "different_rooms", "unclear"]);
  for (const kind of ["one_face", "several_faces"] as const) {
    expect(answersTo(kind)).toEqual(["same_person", "different_people", "unclear"]);
  }
});
