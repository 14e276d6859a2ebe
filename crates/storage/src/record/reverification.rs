//! Who is due for re-verification, what became of it, and what raises what a person has to do.

use domain::{MilestoneId, PersonId, Requirement, RiskEventId, SessionId, UtcTime};

use super::webhook::words;

words! {
    /// What others were told of a period.
    ToldOf {
        /// Nothing yet.
        Nothing = "nothing",
        /// That it is due.
        Due = "due",
        /// That the days of grace are over too.
        Overdue = "overdue",
    }
}

/// When a person is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReverificationRecord {
    /// Who.
    pub person: PersonId,
    /// The group, a name of the configuration.
    pub group: String,
    /// When the period began: the group was given, or the person was last verified.
    pub since: UtcTime,
    /// By chance, for the jitter of this period.
    pub draw: u16,
    /// When it is due, and when the days of grace are over; none while the configuration does not know
    /// the group.
    pub dates: Option<(UtcTime, UtcTime)>,
    /// What others were told of this period.
    pub told: ToldOf,
}

words! {
    /// A turn in a person's re-verification.
    MilestoneKind {
        /// The person came into a group.
        Joined = "joined",
        /// The person belongs to no group any more.
        Left = "left",
        /// It was due.
        Due = "due",
        /// The days of grace were over.
        Overdue = "overdue",
        /// A session that was due was accepted.
        Done = "done",
    }
}

/// One turn in a person's re-verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneRecord {
    /// Sorts by creation.
    pub id: MilestoneId,
    /// Whose.
    pub person: PersonId,
    /// When.
    pub at: UtcTime,
    /// What.
    pub what: MilestoneKind,
    /// The group, as it was then.
    pub group: String,
    /// When that period was due.
    pub due_at: Option<UtcTime>,
    /// The session that did it; none when it is past its retention.
    pub session: Option<SessionId>,
}

words! {
    /// What somebody else saw.
    RiskKind {
        /// A login from a device that was never seen before.
        NewDevice = "new_device",
        /// A login from another country.
        NewCountry = "new_country",
        /// The person was away for long.
        LongAbsence = "long_absence",
        /// The help desk gave the account new credentials.
        HelpDeskReset = "help_desk_reset",
        /// The clock of the device does not fit the place.
        TimeZoneMismatch = "time_zone_mismatch",
        /// A login from a hosting network or a VPN.
        HostingNetwork = "hosting_network",
        /// Somebody else sat before the camera under this person's name. Ours, never a caller's.
        SessionRejected = "session_rejected",
    }
}

/// Something that raises what a person has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskEventRecord {
    /// Sorts by creation.
    pub id: RiskEventId,
    /// Whose.
    pub person: PersonId,
    /// SHA-256 of the caller's key, by which it counts once.
    pub key_sha256: [u8; 32],
    /// What.
    pub kind: RiskKind,
    /// When it was told.
    pub at: UtcTime,
    /// What it asks, as configured then.
    pub requires: Requirement,
    /// ISO 3166-1 of the address, which is not kept.
    pub country: Option<String>,
    /// Whether the address belongs to a hosting network; none when nobody knows.
    pub is_hosting: Option<bool>,
    /// When it stopped counting; none while it counts.
    pub settled_at: Option<UtcTime>,
}
