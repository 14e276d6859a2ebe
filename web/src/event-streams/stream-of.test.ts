import { expect, it } from "vitest";
import { streamOf } from "./stream-of";

const fields = {
  way: "push",
  url: " https://idp.example/events ",
  header: "Bearer x",
  audience: "https://idp.example",
  format: "email",
  issuer: "https://left.over",
};

it("sends what belongs together and nothing that was left over", () => {
  expect(streamOf(fields)).toEqual({
    url: "https://idp.example/events",
    push_header: "Bearer x",
    audience: "https://idp.example",
    subject_format: "email",
  });
  expect(streamOf({ ...fields, way: "poll", format: "iss_sub" })).toEqual({
    audience: "https://idp.example",
    subject_format: "iss_sub",
    subject_issuer: "https://left.over",
  });
  expect(streamOf({ ...fields, header: " " }).push_header).toBeUndefined();
});
