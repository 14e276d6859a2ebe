//! Showing foreign text as it is: escaped for HTML and XML alike, with hidden characters made visible.
//!
//! A report is evidence. A name that reorders the line it stands in, or hides part of itself, must be seen to
//! do so.

/// `text` for an HTML or XML text node or a quoted attribute. Line breaks and tabs become spaces.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_hidden(c) => out.push_str(&format!("[U+{:04X}]", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// Escaped text with places where a narrow cell may break it: after separators of paths and codes, and in
/// the midst of words longer than any word.
pub(super) fn breakable(escaped: &str) -> String {
    /// Letters without a place to break.
    const LONGEST: usize = 22;
    const BREAK: &str = "<wbr>";
    let mut out = String::with_capacity(escaped.len() + escaped.len() / 4);
    let mut run = 0;
    let mut is_entity = false;
    for c in escaped.chars() {
        out.push(c);
        is_entity = c == '&' || (is_entity && c != ';');
        match c {
            _ if is_entity => {}
            ' ' | '-' => run = 0,
            '/' | '_' | '@' | ':' => {
                out.push_str(BREAK);
                run = 0;
            }
            _ if run >= LONGEST => {
                out.push_str(BREAK);
                run = 0;
            }
            _ => run += 1,
        }
    }
    if out.ends_with(BREAK) {
        out.truncate(out.len() - BREAK.len());
    }
    out
}

/// `text` as a quoted CSS string. Everything but letters, digits and spaces is written as its number, so
/// that it can end neither the string nor the style sheet.
pub(super) fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            ' ' | '\n' | '\r' | '\t' => out.push(' '),
            c if is_hidden(c) => out.push_str(&format!("[U+{:04X}]", u32::from(c))),
            // The blank ends the number and is not shown.
            c => out.push_str(&format!("\\{:06x} ", u32::from(c))),
        }
    }
    out.push('"');
    out
}

/// Control, direction and zero-width characters, and what XML forbids. The joiners that some scripts need
/// are not among them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(escape(text), expected);
    }

    #[test]
    fn markup_is_shown_and_never_interpreted() {
        check("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
        check(r#"" onload="x"#, "&quot; onload=&quot;x");
        check("&lt; &amp;", "&amp;lt; &amp;amp;");
        check("]]>", "]]&gt;");
    }

    #[test]
    fn names_of_all_scripts_stay_as_they_are() {
        for name in ["Zoë Nuñez", "محمد", "न्‍या", "山田太郎", "👩‍👧", "Ł'ubomír"]
        {
            check(name, &name.replace('\'', "&#39;"));
        }
    }

    #[test]
    fn hidden_characters_are_made_visible() {
        check("a\u{202e}gpj.exe", "a[U+202E]gpj.exe");
        check("a\u{200f}b\u{200e}", "a[U+200F]b[U+200E]");
        check("\u{0}\u{7}\u{1b}[31m", "[U+0000][U+0007][U+001B][31m");
        check("a\u{200b}b\u{feff}\u{ffff}", "a[U+200B]b[U+FEFF][U+FFFF]");
        check("two\nlines\tand a tab", "two lines and a tab");
    }

    #[test]
    fn long_words_may_break_but_never_inside_an_entity() {
        assert_eq!(breakable("a/b_c:d"), "a/<wbr>b_<wbr>c:<wbr>d");
        assert_eq!(breakable("a short word_"), "a short word_");
        let hostile = breakable(&escape(&"<".repeat(60)));
        assert_eq!(hostile.replace("<wbr>", ""), "&lt;".repeat(60));
        assert_eq!(hostile.matches("&lt;<wbr>&lt;").count(), 2);
    }

    #[test]
    fn a_css_string_cannot_end_itself() {
        assert_eq!(
            css_string("a \"b\"</style>\\"),
            "\"a \\000022 b\\000022 \\00003c \\00002f style\\00003e \\00005c \""
        );
    }

    proptest! {
        #[test]
        fn nothing_escaped_can_open_a_tag_or_end_an_attribute(text in any::<String>()) {
            let escaped = escape(&text);
            prop_assert!(!escaped.contains(['<', '>', '"', '\'']));
            prop_assert!(!escaped.chars().any(is_hidden));
        }
    }
}
