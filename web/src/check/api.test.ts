import { expect, test } from "vitest";
import { problemCode } from "./api";

test("the code of a refusal is its problem document's, or what the status tells", () => {
  expect(problemCode(410, '{"code":"invitation_expired","detail":"x"}')).toBe("invitation_expired");
  expect(problemCode(502, "<html>bad gateway</html>")).toBe("http_502");
  expect(problemCode(413, "")).toBe("picture_too_large");
  expect(problemCode(500, '{"code":7}')).toBe("http_500");
  expect(problemCode(500, "null")).toBe("http_500");
});
