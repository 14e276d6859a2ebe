/** The fields of the form as the service takes them: only what belongs together. */

import type { NewEventStream, SubjectFormat } from "../api/event-streams";

interface Fields {
  way: string;
  url: string;
  header: string;
  audience: string;
  format: string;
  issuer: string;
}

export function streamOf(fields: Fields): NewEventStream {
  const stream: NewEventStream = {
    audience: fields.audience.trim(),
    subject_format: fields.format as SubjectFormat,
  };
  if (fields.way === "push") {
    stream.url = fields.url.trim();
    const header = fields.header.trim();
    if (header !== "") stream.push_header = header;
  }
  if (fields.format === "iss_sub") stream.subject_issuer = fields.issuer.trim();
  return stream;
}
