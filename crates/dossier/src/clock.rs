//! What a device's clock says against the place its owner claims. Which zones a country has is read from the
//! time zone data base's own table (`data/zone.tab`, in the public domain); offsets come from its bundled copy.

use std::sync::LazyLock;

use domain::UtcTime;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::finding::{Finding, FindingCode};
use crate::{Application, ClockReport, Country};

const SECONDS_PER_MIN: i32 = 60;
/// Half a year: between the two, every daylight saving time is seen.
const HALF_YEAR_MS: i64 = 182 * 24 * 60 * 60 * 1000;

/// Country and zone, one a line of the table.
static ZONES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    include_str!("../data/zone.tab")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let country = columns.next()?;
            Some((country, columns.nth(1)?))
        })
        .collect()
});

fn zones_of(country: Country) -> impl Iterator<Item = &'static str> {
    ZONES.iter().filter(move |(c, _)| *c == country.as_str()).map(|(_, zone)| *zone)
}

/// Minutes ahead of UTC.
fn offset(zone: &TimeZone, at: UtcTime) -> Option<i32> {
    let at = Timestamp::from_millisecond(at.unix_millis()).ok()?;
    Some(zone.to_offset(at).seconds() / SECONDS_PER_MIN)
}

/// The offsets now and half a year from now: alike in both, two zones show the same time all year.
fn both_offsets(zone: &TimeZone, at: UtcTime) -> Option<(i32, i32)> {
    let later = UtcTime::from_unix_millis(at.unix_millis().saturating_add(HALF_YEAR_MS));
    Some((offset(zone, at)?, offset(zone, later)?))
}

/// `+02:00`.
fn written(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// What does not fit in the clock that the device reported at `at`.
pub(crate) fn findings(application: &Application, at: UtcTime) -> Vec<Finding> {
    let Some(clock) = &application.clock else { return Vec::new() };
    let zone = match &clock.time_zone {
        None => None,
        Some(name) => match TimeZone::get(name) {
            Ok(zone) => Some((name.as_str(), zone)),
            Err(_) => return vec![Finding::new(FindingCode::ZoneUnknown).with("time_zone", name)],
        },
    };
    let mut found = Vec::new();
    let zone_offset = zone.as_ref().and_then(|(_, zone)| offset(zone, at));
    if let (Some((name, _)), Some(by_zone), Some(reported)) =
        (&zone, zone_offset, clock.utc_offset_min)
        && by_zone != reported
    {
        found.push(
            Finding::new(FindingCode::ClockContradictsItself)
                .with("time_zone", *name)
                .with("zone_offset", written(by_zone))
                .with("clock_offset", written(reported)),
        );
    }
    if let Some(place) = &application.place {
        found.extend(against_place(clock, zone.as_ref(), zone_offset, place.country, at));
    }
    found
}

fn against_place(
    clock: &ClockReport,
    zone: Option<&(&str, TimeZone)>,
    zone_offset: Option<i32>,
    country: Country,
    at: UtcTime,
) -> Option<Finding> {
    if zone.is_some_and(|(name, _)| zones_of(country).any(|own| own == *name)) {
        return None;
    }
    let own: Vec<TimeZone> = zones_of(country).filter_map(|z| TimeZone::get(z).ok()).collect();
    if own.is_empty() {
        return None;
    }
    let shows = |finding: Finding, here: Option<i32>| {
        finding
            .with_some("time_zone", clock.time_zone.as_deref())
            .with_some("clock_offset", here.map(written))
            .with("claimed_country", country.as_str())
    };
    if let Some((name, zone)) = zone {
        let here = both_offsets(zone, at);
        if !own.iter().any(|o| both_offsets(o, at) == here) {
            return Some(shows(Finding::new(FindingCode::ClockDiffers), zone_offset));
        }
        // Other names of a zone are on no country's list.
        let is_elsewhere = ZONES.iter().any(|(c, z)| z == name && *c != country.as_str());
        return is_elsewhere.then(|| shows(Finding::new(FindingCode::ZoneElsewhere), zone_offset));
    }
    let reported = clock.utc_offset_min?;
    let fits = own.iter().any(|o| offset(o, at) == Some(reported));
    (!fits).then(|| shows(Finding::new(FindingCode::ClockDiffers), Some(reported)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Place;

    /// 2026-01-15T12:00:00Z and 2026-07-15T12:00:00Z.
    const WINTER: i64 = 1_768_478_400_000;
    const SUMMER: i64 = 1_784_116_800_000;

    fn found(at: i64, zone: Option<&str>, offset: Option<i32>, place: &str) -> Vec<&'static str> {
        let record = Application {
            place: Some(Place { country: Country::parse(place).unwrap(), city: None }),
            clock: Some(ClockReport { time_zone: zone.map(Into::into), utc_offset_min: offset }),
            ..Application::default()
        };
        let findings = findings(&record, UtcTime::from_unix_millis(at));
        findings.iter().map(|f| f.code.as_str()).collect()
    }

    #[test]
    fn every_zone_of_the_table_is_known() {
        assert!(ZONES.len() > 400);
        for (country, zone) in &*ZONES {
            assert!(TimeZone::get(zone).is_ok(), "{zone}");
            assert!(Country::parse(country).is_some(), "{country}");
        }
    }

    #[test]
    fn a_clock_is_held_against_every_zone_of_the_country() {
        assert_eq!(found(WINTER, Some("Europe/Amsterdam"), Some(60), "NL"), [""; 0]);
        assert_eq!(found(SUMMER, Some("America/Denver"), Some(-360), "US"), [""; 0]);
        assert_eq!(found(WINTER, Some("Asia/Shanghai"), Some(480), "US"), ["clock_differs"]);
        assert_eq!(found(WINTER, None, Some(480), "US"), ["clock_differs"]);
        assert_eq!(found(WINTER, None, Some(-300), "US"), [""; 0]);
        // An hour ahead in summer only.
        assert_eq!(found(WINTER, None, Some(120), "NL"), ["clock_differs"]);
        assert_eq!(found(SUMMER, None, Some(120), "NL"), [""; 0]);
    }

    #[test]
    fn a_neighbours_zone_with_the_same_time_is_a_note() {
        assert_eq!(found(WINTER, Some("Europe/Berlin"), Some(60), "NL"), ["zone_elsewhere"]);
        // Lagos has the same time as Amsterdam in winter, not all year.
        assert_eq!(found(WINTER, Some("Africa/Lagos"), Some(60), "NL"), ["clock_differs"]);
        // An older name of the same zone.
        assert_eq!(found(WINTER, Some("Asia/Calcutta"), Some(330), "IN"), [""; 0]);
    }

    #[test]
    fn a_clock_can_contradict_itself_and_zones_can_be_made_up() {
        let both = found(WINTER, Some("Europe/Amsterdam"), Some(540), "NL");
        assert_eq!(both, ["clock_contradicts_itself"]);
        assert_eq!(found(WINTER, Some("Middle/Earth"), Some(60), "NL"), ["zone_unknown"]);
        assert_eq!(found(WINTER, None, None, "NL"), [""; 0]);
    }

    #[test]
    fn offsets_are_written_as_people_read_them() {
        assert_eq!(
            (written(330), written(-210), written(0)),
            ("+05:30".to_owned(), "-03:30".to_owned(), "+00:00".to_owned())
        );
    }
}
