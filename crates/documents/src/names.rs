//! Names: the zone's field taken apart, and whether it spells a name written with other letters.
//!
//! Doc 9303-3, section 4.6 and table 6A: one filler for a blank or hyphen, two between surname and given
//! names, apostrophes left out, national letters replaced by one of the spellings the table recommends.

/// Names as the zone has them, words parted by blanks. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Names {
    /// The primary identifier.
    pub surname: String,
    /// The secondary identifier; empty when there is none.
    pub given: String,
    /// The field is full, so the name may have been cut.
    pub may_be_cut: bool,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names(..)")
    }
}

impl Names {
    /// Takes a names field apart; any text is some name.
    pub(crate) fn of(field: &str) -> Self {
        let trimmed = field.trim_end_matches('<');
        let (surname, given) = trimmed.split_once("<<").unwrap_or((trimmed, ""));
        let words =
            |part: &str| part.split('<').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
        Self { surname: words(surname), given: words(given), may_be_cut: !field.ends_with('<') }
    }
}

/// Whether the zone's word `printed` may stand for `written`, one word in any Latin spelling; with `cut`,
/// whether it may be its beginning. None when `written` holds letters that are not Latin.
pub fn spells(written: &str, printed: &str, cut: bool) -> Option<bool> {
    let mut letters = Vec::new();
    for character in written.chars() {
        letters.push(spellings(character)?);
    }
    Some(fits(&letters, printed.as_bytes(), cut))
}

/// Every choice of spellings is tried; words are short and few letters have a choice.
fn fits(letters: &[&[&str]], printed: &[u8], cut: bool) -> bool {
    let Some((first, rest)) = letters.split_first() else { return printed.is_empty() };
    if cut && printed.is_empty() {
        return true;
    }
    first.iter().any(|s| {
        printed.strip_prefix(s.as_bytes()).is_some_and(|after| fits(rest, after, cut))
            || (cut && s.as_bytes().starts_with(printed))
    })
}

/// A Latin letter without its accent, in upper case; nothing for a mark that is left out. None for other
/// letters, digits and whatever else.
pub fn plain_letter(letter: char) -> Option<&'static str> {
    spellings(letter)?.iter().copied().min_by_key(|s| s.len())
}

/// How a letter may be printed: the table's recommendations, and the bare letter, which many issuers use.
/// Marks that are left out give an empty spelling.
fn spellings(letter: char) -> Option<&'static [&'static str]> {
    const UPPER: [&[&str]; 26] = [
        &["A"],
        &["B"],
        &["C"],
        &["D"],
        &["E"],
        &["F"],
        &["G"],
        &["H"],
        &["I"],
        &["J"],
        &["K"],
        &["L"],
        &["M"],
        &["N"],
        &["O"],
        &["P"],
        &["Q"],
        &["R"],
        &["S"],
        &["T"],
        &["U"],
        &["V"],
        &["W"],
        &["X"],
        &["Y"],
        &["Z"],
    ];
    if letter.is_ascii_alphabetic() {
        return UPPER.get(usize::from(letter.to_ascii_uppercase() as u8 - b'A')).copied();
    }
    // One upper case form, but for ß, whose upper case is two letters.
    let upper = if letter == 'ß' { 'ẞ' } else { letter.to_uppercase().next()? };
    Some(match upper {
        '\'' | '’' | '.' | '`' | '´' | 'ʼ' | '\u{300}'..='\u{36f}' => &[""],
        'À' | 'Á' | 'Â' | 'Ã' | 'Ā' | 'Ă' | 'Ą' => &["A"],
        'Ä' => &["AE", "A"],
        'Å' => &["AA", "A"],
        'Æ' => &["AE"],
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => &["C"],
        'Ð' | 'Ď' | 'Đ' => &["D"],
        'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => &["E"],
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => &["G"],
        'Ĥ' | 'Ħ' => &["H"],
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => &["I"],
        'Ĳ' => &["IJ"],
        'Ĵ' => &["J"],
        'Ķ' => &["K", "Q"],
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => &["L"],
        'Ñ' => &["N", "NXX"],
        'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => &["N"],
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ō' | 'Ŏ' | 'Ő' | 'Ơ' => &["O"],
        'Ö' | 'Ø' => &["OE", "O"],
        'Œ' => &["OE"],
        'Ŕ' | 'Ŗ' | 'Ř' => &["R"],
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => &["S"],
        'ẞ' => &["SS"],
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => &["T"],
        'Þ' => &["TH"],
        'Ù' | 'Ú' | 'Û' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' | 'Ư' => &["U"],
        'Ü' => &["UE", "U", "UXX"],
        'Ŵ' => &["W"],
        'Ý' | 'Ŷ' | 'Ÿ' => &["Y"],
        'Ź' | 'Ż' | 'Ž' => &["Z"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_taken_apart() {
        let check = |field: &str, surname: &str, given: &str| {
            let names = Names::of(field);
            assert_eq!((names.surname.as_str(), names.given.as_str()), (surname, given));
        };
        check("ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "ERIKSSON", "ANNA MARIA");
        check("VAN<DER<BERG<<JAN<<<<<<<<<<<<<", "VAN DER BERG", "JAN");
        check("ARKFREITH<<<<<<<<<<<<<<<<<<<<<", "ARKFREITH", "");
        check("<<<<", "", "");
        assert!(Names::of("NILAVADHANANANDA<<CHAYAPA<DEJT").may_be_cut);
        assert!(!format!("{:?}", Names::of("ERIKSSON<<ANNA")).contains("ERIK"));
    }

    #[test]
    fn accents_are_taken_off() {
        let check = |letter: char, expected: Option<&str>| {
            assert_eq!(plain_letter(letter), expected, "{letter}");
        };
        check('q', Some("Q"));
        check('Ü', Some("U"));
        check('ß', Some("SS"));
        check('’', Some(""));
        check('7', None);
        check('ж', None);
    }

    #[test]
    fn national_letters_are_spelt_as_issuers_do() {
        let check = |written: &str, printed: &str, expected: Option<bool>| {
            assert_eq!(spells(written, printed, false), expected, "{written} {printed}");
        };
        check("Müller", "MUELLER", Some(true));
        check("Müller", "MULLER", Some(true));
        check("Müller", "MILLER", Some(false));
        check("Þuríður", "THURIDUR", Some(true));
        check("Weiß", "WEISS", Some(true));
        check("O'Connor", "OCONNOR", Some(true));
        check("Núñez", "NUNXXEZ", Some(true));
        check("Kowalska", "KOWALSK", Some(false));
        check("Иванов", "IVANOV", None);
        assert_eq!(spells("Dejthamrong", "DEJT", true), Some(true));
        assert_eq!(spells("Größe", "GROE", true), Some(true));
    }
}
