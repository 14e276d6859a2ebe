/** What somebody said, and what the ID's zone says, as they were put in. */

import type { AddressView, ApplicationRecord, ApplicationView } from "../api/application";
import { applicationTexts as words } from "../texts";

type Row = [label: string, value: string | null];

export function SaidFacts({ application }: { application: ApplicationView }) {
  return <Facts title={words.said} rows={said(application)} />;
}

export function DocumentFacts({ document }: { document: ApplicationView["document"] }) {
  if (document === null) return null;
  const { facts } = words;
  const rows: Row[] = [
    [facts.surname, document.surname],
    [facts.given, document.given],
    [facts.birth, document.birth],
    [facts.issuer, document.issuer],
    [facts.expiry, document.expiry],
  ];
  return <Facts title={words.document} rows={rows} />;
}

function Facts({ title, rows }: { title: string; rows: Row[] }) {
  const known = rows.filter(([, value]) => value !== null && value !== "");
  if (known.length === 0) return null;
  return (
    <div class="facts">
      <h3 class="section-title">{title}</h3>
      <dl>
        {known.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function said({ record, has_bank_account, has_device_id }: ApplicationView): Row[] {
  const { fields } = words;
  return [
    [fields.phone, record.phone],
    [fields.email, record.email],
    [fields.place, record.place && joined([record.place.city, record.place.country])],
    [fields.id_address, oneLine(record.id_address)],
    [fields.delivery_address, oneLine(record.delivery_address)],
    [fields.payroll_country, record.payroll_country],
    [fields.pay_methods, joined(record.pay_methods.map((m) => words.pay[m] ?? m))],
    [fields.clock, clockLine(record.clock)],
    [fields.education, education(record.education)],
    [fields.links, record.links.join(" ")],
    [fields.bank_account, has_bank_account ? words.markOnly : null],
    [fields.device_id, has_device_id ? words.markOnly : null],
  ];
}

const joined = (parts: (string | null)[]) => parts.filter((part) => part !== null).join(", ");

function oneLine(address: AddressView | null): string | null {
  return address && joined([address.street, address.postal_code, address.city, address.country]);
}

function clockLine(clock: ApplicationRecord["clock"]): string | null {
  if (clock === null) return null;
  const minutes = clock.utc_offset_min;
  return joined([clock.time_zone, minutes === null ? null : offset(minutes)]);
}

function offset(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const away = Math.abs(minutes);
  return `UTC${minutes < 0 ? "−" : "+"}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}

function education(studies: ApplicationRecord["education"]): string | null {
  if (studies === null) return null;
  return studies
    .map(({ institution, degree, from_year, to_year }) => {
      const from = from_year === null ? words.unknown : String(from_year);
      const to = to_year === null ? words.ongoing : String(to_year);
      return joined([degree, institution, words.until(from, to)]);
    })
    .join("; ");
}
