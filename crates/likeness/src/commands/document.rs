//! `likeness document`: what an identity document says, and how far it can be believed.
//!
//! Prints personal data, because it was asked to; nothing of it goes anywhere else.

use anyhow::{Context as _, Result, bail};
use documents::{
    Claim, ClaimFindings, Day, Fields, Licence, MrzReading, Validity, compare_fields, issuer,
};
use domain::{Rect, Signal};
use serde_json::{Value, json};
use vision::{
    DocumentReport, Ghost, LEAST_PITCH_PX, PictureLimits, ZoneFinding, decode_picture,
    read_document,
};

use crate::args::DocumentArgs;
use crate::commands::inspect::issue;
use crate::commands::references::read_picture;
use crate::context::Context;
use crate::exit::Exit;
use crate::pack;

pub(crate) fn run(args: &DocumentArgs, context: &Context) -> Result<Exit> {
    let day = |name: &str, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => match Day::parse(text) {
            Some(day) => Ok(Some(day)),
            None => bail!("--{name} {text}: give a day as YYYY-MM-DD"),
        },
    };
    let birth = day("birth", &args.birth)?;
    let today = day("on", &args.on)?.or_else(|| Day::of(context.clock.utc()));
    let today = today.context("the clock says no year that documents have: set it")?;
    let picture = decode_picture(&read_picture(&args.file)?, PictureLimits::default())
        .with_context(|| args.file.display().to_string())?;
    let pack = pack::load(context, &args.pack, 1)?;
    let mut reader = text_reader(&pack)?;
    let report = read_document(&mut pack.analyst()?, &mut reader, picture)?;
    let claim = Claim { name: args.name.as_deref(), birth, issuer: args.issuer.as_deref() };
    let fields = match &report.zone {
        ZoneFinding::Read(zone) => Some(Fields::of_zone(&zone.reading.mrz, today)),
        ZoneFinding::Unread(_) => licence(&report).map(Fields::of_licence),
    };
    let findings = fields.map(|fields| compare_fields(&claim, &fields));
    if args.json {
        outln!("{}", as_json(&report, findings, today));
    } else {
        print_text(&report, findings, today);
    }
    Ok(Exit::Success)
}

/// The pack's reader of documents, or a sentence that says what is missing.
pub(crate) fn text_reader(pack: &vision::Pack) -> Result<vision::TextReader> {
    pack.text_reader()?.with_context(|| {
        format!(
            "pack `{}` has no models that read documents: `likeness models pull` fetches some, and a manifest \
             of your own names yours as text_detector and text_recogniser",
            pack.name()
        )
    })
}

fn rect(r: Rect) -> Value {
    json!({ "x": r.x, "y": r.y, "width": r.width, "height": r.height })
}

fn as_json(report: &DocumentReport, findings: Option<ClaimFindings>, today: Day) -> Value {
    let problems: Vec<_> = report
        .problems(today)
        .iter()
        .map(
            |p| json!({ "code": p.code(), "advice": p.to_string(), "retry": p.is_worth_a_retry() }),
        )
        .collect();
    let c = &report.capture;
    json!({
        "width": report.frame.size.width,
        "height": report.frame.size.height,
        "turned_deg": report.turned_deg,
        "zone": match &report.zone {
            ZoneFinding::Read(zone) => zone_json(&zone.reading, today, &zone.lines),
            ZoneFinding::Unread(_) => Value::Null,
        },
        "barcode": licence(report).map(|l| barcode_json(l, today)),
        "portrait": report.portrait.as_ref().ok().map(|p| json!({
            "box": rect(p.face.rect),
            "quality": p.face.quality.score.get(),
            "issues": p.face.quality.issues.iter().map(issue).collect::<Vec<_>>(),
            "inter_eye_px": p.face.quality.inter_eye_px,
            "manipulation": match &p.measurement.manipulation {
                Signal::Assessed(score) => json!({ "logit": score.get() }),
                Signal::NotAssessed(_) => json!({ "not_assessed": "no model, or it failed" }),
            },
        })),
        "ghost": report.ghost.map(ghost_json),
        "recapture": {
            "not_assessed": "security print is as regular as a screen: no limit is known",
            "moire_db": c.moire_db,
        },
        "capture": {
            "zone_pitch_px": c.zone_pitch_px,
            "least_zone_pitch_px": LEAST_PITCH_PX,
            "zone_margin_px": c.zone_margin_px,
            "zone_sharpness": c.zone_sharpness,
            "zone_glare": c.zone_glare,
            "portrait_glare": c.portrait_glare,
        },
        "claim": findings.map(|f| json!({
            "name": f.name.as_str(),
            "birth": f.birth.as_str(),
            "issuer": f.issuer.as_str(),
        })),
        "problems": problems,
    })
}

fn ghost_json(ghost: Ghost) -> Value {
    match ghost {
        Ghost::NotFound => json!({ "found": false }),
        Ghost::TooSmall { rect: r } => {
            json!({ "found": true, "box": rect(r), "not_assessed": "too small to compare" })
        }
        Ghost::Compared { rect: r, score, llr } => {
            json!({ "found": true, "box": rect(r), "score": score.get(), "llr": llr })
        }
    }
}

fn zone_json(reading: &MrzReading, today: Day, lines: &[vision::LineBox]) -> Value {
    let mrz = &reading.mrz;
    let names = mrz.names();
    let (expiry, expired) = match mrz.expiry().validity(today) {
        Validity::ValidUntil(day) => (Some(day.to_string()), Some(false)),
        Validity::Expired(day) => (Some(day.to_string()), Some(true)),
        Validity::NotStated => (None, None),
    };
    let lines: Vec<_> = mrz
        .lines()
        .iter()
        .zip(&reading.certainty)
        .zip(lines)
        .map(|((text, certainty), place)| {
            json!({ "text": text, "certainty": certainty, "box": rect(place.bounds()) })
        })
        .collect();
    json!({
        "format": mrz.format().as_str(),
        "lines": lines,
        "corrected": reading.corrected,
        "code": mrz.code(),
        "issuer": mrz.issuer(),
        "issuer_name": issuer(mrz.issuer()).map(|i| i.name),
        "nationality": mrz.nationality(),
        "number": mrz.number(),
        "surname": names.surname,
        "given_names": names.given,
        "names_are_clear": reading.names_are_clear,
        "names_certainty": reading.names_certainty,
        "names_may_be_cut": names.may_be_cut,
        "birth": mrz.birth().as_birth(today).map(|d| d.to_string()),
        "sex": mrz.sex().as_str(),
        "expiry": expiry,
        "expired": expired,
        "optional": mrz.optional(),
    })
}

fn barcode_json(licence: &Licence, today: Day) -> Value {
    let fields = Fields::of_licence(licence);
    json!({
        "kind": fields.code,
        "issuer": fields.issuer,
        "jurisdiction": fields.jurisdiction,
        "number": fields.number,
        "surname": fields.names.surname,
        "given_names": fields.names.given,
        "names_may_be_cut": fields.names.may_be_cut,
        "birth": fields.birth.map(|d| d.to_string()),
        "sex": fields.sex.as_str(),
        "expiry": fields.expiry.map(|d| d.to_string()),
        "expired": match fields.validity(today) {
            Validity::Expired(_) => Some(true),
            Validity::ValidUntil(_) => Some(false),
            Validity::NotStated => None,
        },
    })
}

/// A licence's barcode as the report has it, when it says all that it must.
fn licence(report: &DocumentReport) -> Option<&Licence> {
    report.barcode.as_ref()?.as_ref().ok()
}

fn print_text(report: &DocumentReport, findings: Option<ClaimFindings>, today: Day) {
    if report.turned_deg != 0 {
        outln!("turned by {} degrees to stand upright", report.turned_deg);
    }
    if let ZoneFinding::Read(zone) = &report.zone {
        let (reading, mrz) = (&zone.reading, &zone.reading.mrz);
        outln!("{}, every check digit right", mrz.format().as_str());
        for (line, certainty) in mrz.lines().iter().zip(&reading.certainty) {
            outln!("  {line}  {certainty:.2}");
        }
        let names = mrz.names();
        let doubt = if reading.names_are_clear { "" } else { " (not clear)" };
        outln!("  surname      {}{doubt}", names.surname);
        outln!("  given names  {}{doubt}", names.given);
        outln!("  number       {}", mrz.number());
        let known = issuer(mrz.issuer()).map_or("on no list", |i| i.name);
        outln!("  issuer       {} ({known})", mrz.issuer());
        outln!("  nationality  {}", mrz.nationality());
        if let Some(day) = mrz.birth().as_birth(today) {
            outln!("  birth        {day}");
        }
        match mrz.expiry().validity(today) {
            Validity::ValidUntil(day) => outln!("  valid until  {day}"),
            Validity::Expired(day) => outln!("  expired on   {day}"),
            Validity::NotStated => outln!("  expiry       not stated"),
        }
    }
    if let Some(licence) = licence(report) {
        let fields = Fields::of_licence(licence);
        outln!("barcode of a licence, {} {}", fields.issuer, licence.jurisdiction);
        outln!("  surname      {}", fields.names.surname);
        outln!("  given names  {}", fields.names.given);
        outln!("  number       {}", fields.number);
        outln!("  birth        {}", licence.birth);
        match fields.validity(today) {
            Validity::ValidUntil(day) => outln!("  valid until  {day}"),
            Validity::Expired(day) => outln!("  expired on   {day}"),
            Validity::NotStated => outln!("  expiry       not stated"),
        }
    }
    if let Ok(p) = &report.portrait {
        let (f, q) = (&p.face.rect, &p.face.quality);
        outln!(
            "portrait at {:.0},{:.0} {:.0}x{:.0} px, quality {:.0} of 100",
            f.x,
            f.y,
            f.width,
            f.height,
            q.score.get()
        );
    }
    match report.ghost {
        Some(Ghost::Compared { score, llr, .. }) => {
            outln!(
                "second portrait: score {:.2}, evidence for the same person {llr:+.1}",
                score.get()
            );
        }
        Some(Ghost::TooSmall { .. }) => outln!("second portrait: too small to compare"),
        Some(Ghost::NotFound) | None => {}
    }
    if let Some(f) = findings {
        outln!(
            "against the claim: name {}, birth {}, issuer {}",
            f.name.as_str(),
            f.birth.as_str(),
            f.issuer.as_str()
        );
    }
    outln!("recapture from a screen or print: not assessed");
    for problem in report.problems(today) {
        outln!("{}: {problem}", problem.code());
    }
}
