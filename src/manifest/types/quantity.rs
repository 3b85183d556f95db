//! Sizes, rates, dates, releases, counts.

use std::fmt;

use serde::Serialize;

use super::{Written, written};
use crate::finding::Finding;
use crate::manifest::codes::BAD_VALUE;
use crate::manifest::table::{Context, FromValue, Kind};
use crate::manifest::value::Value;
use crate::source::Spanned;

/// A number of bytes, written `8 GiB` or `500 GB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

const SIZE_UNITS: &[(&str, u64)] = &[
    ("B", 1),
    ("KB", 1_000),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

impl Written for Size {
    const WHAT: &'static str = "a size";
    const PATTERN: &'static str = "^[0-9]+(\\.[0-9]+)? *(B|[kKMGT]B|[KMGT]iB)$";
    const EXAMPLE: &'static str = "16 GiB";

    fn parse(text: &str) -> Result<Self, String> {
        quantity(text, SIZE_UNITS, "GB or GiB").map(Self)
    }
}

/// `4 GiB`, `500 GB`: the largest unit that gives a whole number.
fn format(number: u64, units: &[(&str, u64)]) -> String {
    let whole = units
        .iter()
        .filter(|(_, factor)| number >= *factor && number.is_multiple_of(*factor));
    let (unit, factor) = whole.max_by_key(|(_, factor)| *factor).unwrap_or(&units[0]);
    format!("{} {unit}", number / factor)
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format(self.0, SIZE_UNITS))
    }
}

const RATE_UNITS: &[(&str, u64)] = &[
    ("bit/s", 1),
    ("kbit/s", 1_000),
    ("Mbit/s", 1_000_000),
    ("Gbit/s", 1_000_000_000),
];

/// Bits per second, written `20 Mbit/s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub u64);

impl Written for Rate {
    const WHAT: &'static str = "a rate";
    const PATTERN: &'static str = "^[0-9]+(\\.[0-9]+)? *[kMG]?bit/s$";
    const EXAMPLE: &'static str = "20 Mbit/s";

    fn parse(text: &str) -> Result<Self, String> {
        quantity(text, RATE_UNITS, "Mbit/s").map(Self)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format(self.0, RATE_UNITS))
    }
}

/// A number and a unit; decimals are allowed where the product is whole.
fn quantity(text: &str, units: &[(&str, u64)], usual: &str) -> Result<u64, String> {
    let text = text.trim();
    let split = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    let (number, unit) = (&text[..split], text[split..].trim_start());
    if number.is_empty() {
        return Err("begins with a number".to_owned());
    }
    if unit.is_empty() {
        return Err(format!("has no unit, such as {usual}"));
    }
    let Some((_, factor)) = units.iter().find(|(name, _)| *name == unit) else {
        let known: Vec<&str> = units.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "`{unit}` is not a unit; known are {}",
            known.join(", ")
        ));
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if decimals.len() > 9 || decimals.contains('.') || (number.contains('.') && decimals.is_empty())
    {
        return Err("begins with a number such as 1.5".to_owned());
    }
    let too_large = || "is too large".to_owned();
    let whole: u128 = whole
        .parse()
        .map_err(|_| "begins with a number".to_owned())?;
    let scale = 10_u128.pow(u32::try_from(decimals.len()).unwrap_or(9));
    let fraction: u128 = if decimals.is_empty() {
        0
    } else {
        decimals.parse().map_err(|_| too_large())?
    };
    let scaled = whole
        .checked_mul(scale)
        .and_then(|w| w.checked_add(fraction))
        .ok_or_else(too_large)?;
    let total = scaled
        .checked_mul(u128::from(*factor))
        .ok_or_else(too_large)?
        / scale;
    u64::try_from(total)
        .ok()
        .filter(|n| i64::try_from(*n).is_ok())
        .ok_or_else(too_large)
}

/// A day, written `2026-11-21` (ISO 8601).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(String);

impl Date {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day after, as it is written. An account expires at the beginning of a day (shadow(5)).
    #[must_use]
    pub fn next(&self) -> Self {
        let number = |range: std::ops::Range<usize>| self.0[range].parse::<u32>().unwrap_or(0);
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        let next = match (month, day) {
            (12, 31) => (year + 1, 1, 1),
            (_, last) if last == days_in(year, month) => (year, month + 1, 1),
            _ => (year, month, day + 1),
        };
        Self(format!(
            "{:04}-{:02}-{:02}",
            next.0.min(9999),
            next.1,
            next.2
        ))
    }
}

/// How many days a month has; 31 for what is no month.
fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Written for Date {
    const WHAT: &'static str = "a date";
    const PATTERN: &'static str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    const EXAMPLE: &'static str = "2026-12-31";

    fn parse(text: &str) -> Result<Self, String> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, b)| {
                if at == 4 || at == 7 {
                    *b == b'-'
                } else {
                    b.is_ascii_digit()
                }
            });
        if !shaped {
            return Err("year, month, day, with `-` between them".to_owned());
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap_or(0);
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        if !(1..=12).contains(&month) {
            return Err(format!("there is no month {month}"));
        }
        let days = days_in(year, month);
        if day == 0 || day > days {
            return Err(format!("this month has no day {day}"));
        }
        Ok(Self(text.to_owned()))
    }
}

/// A release of NixOS, written `26.05`. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    year: u8,
    month: u8,
}

impl Release {
    /// `2605` for 26.05: what templates compare.
    pub fn number(self) -> u32 {
        u32::from(self.year) * 100 + u32::from(self.month)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}.{:02}", self.year, self.month)
    }
}

impl Release {
    /// Reads a release as it is written; `Err` says why it is none.
    pub fn from_text(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }
}

impl Written for Release {
    const WHAT: &'static str = "a release of NixOS";
    const PATTERN: &'static str = r"^([0-9]{2}\.(05|11)|([01][0-9]|20)\.(03|09))$";
    const EXAMPLE: &'static str = "26.05";

    fn parse(text: &str) -> Result<Self, String> {
        let bytes = text.as_bytes();
        let digits = |at: usize| bytes[at].is_ascii_digit() && bytes[at + 1].is_ascii_digit();
        if bytes.len() != 5 || bytes[2] != b'.' || !digits(0) || !digits(3) {
            return Err("two digits, a dot, two digits".to_owned());
        }
        let two = |at: usize| (bytes[at] - b'0') * 10 + (bytes[at + 1] - b'0');
        match two(3) {
            month @ (5 | 11) => Ok(Self {
                year: two(0),
                month,
            }),
            3 | 9 if two(0) < 21 => Ok(Self {
                year: two(0),
                month: two(3),
            }),
            _ => Err("NixOS is released in May (.05) and November (.11)".to_owned()),
        }
    }
}

/// A small number: how many caretakers, copies, days. 0 to 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Count(pub u32);

impl FromValue for Count {
    fn kind() -> Kind {
        Kind::Integer {
            min: 0,
            max: 10_000,
        }
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        let Value::Integer(number) = value.value else {
            context.wrong_type(value, "a whole number, without quotes");
            return None;
        };
        match u32::try_from(number) {
            Ok(count) if count <= 10_000 => Some(Self(count)),
            _ => {
                context.findings.push(
                    Finding::new(
                        &BAD_VALUE,
                        format!("`{}` is {}.", context.path, Self::kind().words()),
                    )
                    .at(value.span, "outside of that"),
                );
                None
            }
        }
    }
}

written!(Size, Rate, Date, Release);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_exactly_and_written_back() {
        let cases = [
            ("8 GiB", Some(8 << 30)),
            ("500 GB", Some(500_000_000_000)),
            ("1.5 TB", Some(1_500_000_000_000)),
        ];
        for (text, bytes) in cases {
            assert_eq!(Size::parse(text).ok(), bytes.map(Size), "{text}");
        }
        for text in [
            "8",
            "GiB",
            "8 gib",
            "8 G",
            "99999999999 TB",
            "1.2.3 GB",
            "-1 GB",
            "1. GB",
        ] {
            assert!(Size::parse(text).is_err(), "{text}");
        }
        for text in ["4 GiB", "500 GB", "1 B", "2 TB", "1500 GB"] {
            assert_eq!(
                Size::parse(text).map(|size| size.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn days_exist() {
        for text in ["2024-02-29", "2026-12-31", "2000-02-29"] {
            assert!(Date::parse(text).is_ok(), "{text}");
        }
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "26-04-01",
            "2026/04/01",
            "1900-02-29",
        ] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_day_after_is_the_next_one() {
        let next = |text: &str| Date::parse(text).map(|date| date.next().0);
        for (day, after) in [
            ("2026-12-31", "2027-01-01"),
            ("2024-02-28", "2024-02-29"),
            ("2026-02-28", "2026-03-01"),
            ("2026-04-30", "2026-05-01"),
            ("2026-07-14", "2026-07-15"),
        ] {
            assert_eq!(next(day).as_deref(), Ok(after));
        }
    }

    #[test]
    fn releases_are_ordered_by_time() {
        let release = |text: &str| Release::parse(text).ok();
        assert!(release("24.11") < release("25.05"));
        assert_eq!(release("26.05").map(super::Release::number), Some(2605));
        assert_eq!(release("26.06"), None);
        assert_eq!(release("2605"), None);
    }
}
