import { describe, expect, it } from "vitest";
import { problemFrom, sentence } from "./problem";

describe("problems", () => {
  it("show the detail as a sentence, with the code", () => {
    const body = JSON.stringify({
      code: "no_face",
      detail: "no face was found: use another photo",
    });
    const error = problemFrom(422, body);
    expect([error.status, error.code, error.message]).toEqual([
      422,
      "no_face",
      "No face was found: use another photo.",
    ]);
  });

  it("say what is known when a proxy answers", () => {
    const error = problemFrom(502, "<html>Bad gateway</html>");
    expect(error.code).toBe("http_502");
    expect(error.message).toContain("502");
  });

  it("leave a finished sentence alone", () => {
    expect(sentence("Done.")).toBe("Done.");
    expect(sentence("")).toBe("");
  });
});
