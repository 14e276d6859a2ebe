//! What is printed on a side of a document outside its zone, read coarsely: enough to ask whether the other side
//! belongs to it, and for nothing else.

use crate::ctc::{BLANK, Step};
use crate::fields::Fields;
use crate::symbol::SYMBOLS;

/// Fewest characters of a number that confirm anything: shorter ones stand on any card by chance.
const LEAST_NUMBER: usize = 5;
/// Fewest letters of a surname's word.
const LEAST_WORD: usize = 4;
/// Lines and characters that are kept: a card has some thirty lines.
const MOST_LINES: usize = 80;
const LONGEST_LINE: usize = 80;

/// Lines of text as they were read, without blanks: personal data. Does not print itself.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PrintedLines(Vec<String>);

impl std::fmt::Debug for PrintedLines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrintedLines({}, ..)", self.0.len())
    }
}

impl PrintedLines {
    /// From what a recogniser said of each line, by its likeliest character at each step.
    pub fn of(lines: &[Vec<Step>]) -> Self {
        Self::from_texts(lines.iter().map(|steps| likeliest(steps)))
    }

    /// From texts that were kept. What is no capital letter or digit is left out.
    pub fn from_texts(texts: impl IntoIterator<Item = String>) -> Self {
        let kept = |text: String| {
            let symbols = text.chars().filter(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
            symbols.take(LONGEST_LINE).collect::<String>()
        };
        let lines = texts.into_iter().map(kept).filter(|line| !line.is_empty());
        Self(lines.take(MOST_LINES).collect())
    }

    /// The lines, to be kept.
    pub fn texts(&self) -> &[String] {
        &self.0
    }

    /// Whether they have the document's number, or its surname and date of birth.
    pub fn confirm(&self, fields: &Fields) -> bool {
        let lines: Vec<String> = self.0.iter().map(|line| unmistaken(line)).collect();
        let holds = |text: &str, least: usize| {
            let wanted = unmistaken(text);
            wanted.len() >= least && lines.iter().any(|line| line.contains(&wanted))
        };
        let named = || fields.names.surname.split(' ').any(|word| holds(word, LEAST_WORD));
        let born = || {
            let Some(birth) = fields.birth else { return false };
            let text = birth.to_string().replace('-', "");
            let (Some(year), Some(month), Some(day)) =
                (text.get(..4), text.get(4..6), text.get(6..))
            else {
                return false;
            };
            let orders = [
                format!("{day}{month}{year}"),
                format!("{month}{day}{year}"),
                format!("{year}{month}{day}"),
            ];
            orders.iter().any(|order| holds(order, order.len()))
        };
        holds(&fields.number, LEAST_NUMBER) || (named() && born())
    }
}

/// The likeliest characters, runs of one taken once and blanks left out, as such a recogniser means it.
fn likeliest(steps: &[Step]) -> String {
    let mut text = String::new();
    let mut last = BLANK;
    for step in steps {
        let best = (0..step.len()).max_by(|a, b| step[*a].total_cmp(&step[*b])).unwrap_or(BLANK);
        if best != last
            && let Some(symbol) = SYMBOLS.get(best)
        {
            text.push(char::from(*symbol));
        }
        last = best;
    }
    text
}

/// Characters that recognisers take for each other count as one.
fn unmistaken(text: &str) -> String {
    let one = |c: char| match c {
        'O' | 'Q' | 'D' => Some('0'),
        'I' | 'L' => Some('1'),
        'Z' => Some('2'),
        'S' => Some('5'),
        'G' => Some('6'),
        'B' => Some('8'),
        c if c.is_ascii_digit() || c.is_ascii_uppercase() => Some(c),
        _ => None,
    };
    text.chars().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ctc::CLASSES;
    use crate::{Day, Mrz};

    fn eriksson() -> Fields {
        let mrz = Mrz::parse(&[
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ])
        .unwrap();
        Fields::of_zone(&mrz, Day::new(2011, 1, 1).unwrap())
    }

    #[test]
    fn a_front_confirms_its_own_back() {
        let check = |lines: &[&str], expected: bool| {
            let lines = PrintedLines::from_texts(lines.iter().map(|l| (*l).to_owned()));
            assert_eq!(lines.confirm(&eriksson()), expected, "{:?}", lines.texts());
        };
        check(&["UTOPIA", "ERIKSSON", "DOCUMENT NO. D23145890"], true);
        check(&["0231458 9O"], true);
        check(&["ERIKSSON", "12.08.1974"], true);
        check(&["ERIKSSON", "1974 08 12"], true);
        check(&["ERIKSSON", "13.08.1974", "D23145899"], false);
        check(&["BERG", "12.08.1974"], false);
        check(&["ERIKSSON"], false);
        check(&[], false);
        let short = Fields { number: "7".into(), ..eriksson() };
        assert!(!PrintedLines::from_texts(["777".to_owned()]).confirm(&short));
    }

    #[test]
    fn steps_become_text_without_runs_and_blanks() {
        let step = |c: u8| {
            let mut step = [0.0; CLASSES];
            step[crate::symbol_of(c).unwrap_or(BLANK)] = 1.0;
            step
        };
        let steps: Vec<Step> = b"AA BB B1".iter().map(|c| step(*c)).collect();
        let lines = PrintedLines::of(&[steps, Vec::new()]);
        assert_eq!(lines.texts(), ["ABB1"]);
        assert_eq!(format!("{lines:?}"), "PrintedLines(1, ..)");
    }
}
