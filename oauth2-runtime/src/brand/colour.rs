//! Any accent colour, made readable on both grounds (WCAG 2.2, 1.4.3 and 1.4.11).

use std::fmt;

/// What text and controls need on their ground; a little more than the 4.5 of WCAG, since rounding
/// takes some away.
const CONTRAST: f64 = 4.6;

/// The ground of controls in the light and the dark scheme, as in the style sheet.
const GROUNDS: [Colour; 2] = [Colour([0xff, 0xff, 0xff]), Colour([0x1f, 0x1f, 0x23])];

/// The accent of a brand that names none.
const BLUE: Colour = Colour([0x0b, 0x57, 0xd0]);

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour([u8; 3]);

impl Colour {
    /// `#rrggbb`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = value.to_be_bytes();
        // `from_str_radix` takes a sign.
        (!digits.starts_with('+')).then_some(Self([red, green, blue]))
    }

    /// Relative luminance.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.040_45 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast ratio of two colours, 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour, as far towards `end` as it takes to be read on `ground`.
    fn readable_on(self, ground: Self, end: Self) -> Self {
        let mixed = (0..=32).map(|step| self.mix(end, step));
        let mut fitting = mixed.filter(|colour| colour.contrast(ground) >= CONTRAST);
        fitting.next().unwrap_or(end)
    }

    /// `step` of 32 parts of the way to another colour.
    fn mix(self, other: Self, step: u16) -> Self {
        let mut mixed = self;
        for (channel, to) in mixed.0.iter_mut().zip(other.0) {
            let sum = u16::from(*channel) * (32 - step) + u16::from(to) * step;
            *channel = u8::try_from(sum / 32).unwrap_or(u8::MAX);
        }
        mixed
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The accent of each colour scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colours {
    pub(crate) light: Colour,
    pub(crate) dark: Colour,
}

impl Colours {
    /// Both accents from one colour.
    pub(crate) fn of(accent: Colour) -> Self {
        let [light, dark] = GROUNDS;
        Self {
            light: accent.readable_on(light, Colour([0; 3])),
            dark: accent.readable_on(dark, light),
        }
    }
}

impl Default for Colours {
    fn default() -> Self {
        Self::of(BLUE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_is_readable_in_both_schemes() {
        let steps = [0, 0x33, 0x66, 0x99, 0xcc, 0xff];
        for red in steps {
            for green in steps {
                for blue in steps {
                    let colours = Colours::of(Colour([red, green, blue]));
                    assert!(colours.light.contrast(GROUNDS[0]) >= 4.5, "{colours:?}");
                    assert!(colours.dark.contrast(GROUNDS[1]) >= 4.5, "{colours:?}");
                }
            }
        }
    }

    #[test]
    fn a_readable_accent_stays_as_it_is() {
        assert_eq!(Colours::of(BLUE).light, BLUE);
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let [white, black] = [Colour([255; 3]), Colour([0; 3])];
        assert!((white.contrast(black) - 21.0).abs() < 0.01);
        let grey = Colour([0x76, 0x76, 0x76]);
        assert!((grey.contrast(white) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!(Colour::parse("#0b57d0"), Some(BLUE));
        for text in ["0b57d0", "#0b57d", "#0b57d00", "#+b57d0", "#0b57dg", "red"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
