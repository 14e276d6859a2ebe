/** What one person of the mock said in their application, with findings of every weight. */

import { ago } from "./data.mjs";

const finding = (code, severity, text, evidence) => ({
  code,
  severity,
  text,
  evidence: evidence.map(([what, value]) => ({ what, value })),
});

export const applications = {
  tomas: {
    record: {
      phone: "+1 415 555 2671",
      email: "tomas@example.org",
      id_address: { street: "Kade 1", postal_code: "1011 AB", city: "Amsterdam", country: "NL" },
      delivery_address: { street: "12 Main St", postal_code: null, city: "Nome", country: "US" },
      payroll_country: "NL",
      place: { country: "NL", city: "Amsterdam" },
      clock: { time_zone: "Asia/Shanghai", utc_offset_min: 480 },
      education: [{ institution: "TU Delft", degree: null, from_year: 2015, to_year: 2018 }],
      links: ["https://example.org/in/a-very-long-name-that-has-to-be-broken-somewhere-on-a-phone"],
      bank_account: null,
      pay_methods: ["bank", "crypto"],
      device_id: null,
      birth: "1990-02-28",
      id_country: "NL",
      mrz: [],
    },
    has_bank_account: true,
    has_device_id: false,
    updated_at: ago(300),
    document: {
      code: "P",
      issuer: "Netherlands",
      surname: "OKAFOR REYES",
      given: "TOMAS",
      birth: "1990-02-28",
      expiry: "2031-05-01",
    },
    findings: [
      finding(
        "delivery_country_differs",
        "serious",
        "equipment is to be sent to another country than the one they say they live in",
        [
          ["delivery_country", "US"],
          ["claimed_country", "NL"],
        ],
      ),
      finding("shared_phone", "serious", "other people gave the same phone number", [
        ["others", "2"],
        ["person_id", "mara"],
        ["person_id", "ines"],
      ]),
      finding(
        "clock_differs",
        "notable",
        "the device's clock does not fit the place they say they live in",
        [
          ["time_zone", "Asia/Shanghai"],
          ["clock_offset", "+08:00"],
          ["claimed_country", "NL"],
        ],
      ),
      finding("education_incomplete", "note", "a part of the education is missing", [
        ["institution", "TU Delft"],
        ["missing", "degree"],
      ]),
    ],
  },
};
