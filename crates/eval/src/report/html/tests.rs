use super::super::model::{Block, Figure, Picture, Section, Table};
use super::super::plot::{Axis, Plot, Series};
use super::super::text::Text;
use super::super::value::{Share, Value};
use super::*;

const HOSTILE: &str = "<script>alert(\"1\")</script>'&\u{202e}\u{0}\u{200f}";

fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "Title".into(),
        sections: vec![Section { heading: "Heading".into(), blocks }],
        ..Document::default()
    }
}

/// The cells of a table with one row.
#[track_caller]
fn check_cell(value: Value, expected: &str) {
    let table = Table::new("", ["a"]).row(vec![value]);
    let page = body(&document(vec![table.into()]));
    let cell = page.split("<tbody>\n<tr>").nth(1).and_then(|rest| rest.split("</tr>").next());
    assert_eq!(cell.unwrap().replace('\u{202f}', " "), expected);
}

#[test]
fn a_small_report_stays_as_it_is() {
    let document = Document {
        title: "Error rates".into(),
        subtitle: "On a few pairs".into(),
        facts: vec![("Data".into(), "pairs.csv".into())],
        summary: vec![Block::Figures(vec![
            Figure::new("FNMR", Share::of(8, 3000).within(0.0011, 0.0056)).note("1 in 375."),
            Figure::new("EER", Value::number(f64::NAN, 3)),
        ])],
        sections: vec![
            Section::new("Rates")
                .with(Block::text(
                    Text::from("One.\n\nTwo ")
                        .strong("strong")
                        .code("a/b")
                        .note("A note.")
                        .plain("."),
                ))
                .with(Block::warning(Text::from("Too few trials.").note("Rule of 30.")))
                .with(
                    Table::new("By group", ["Group", "FNMR", "Threshold"])
                        .marked_row(vec![
                            "old".into(),
                            Share::of(1, 40).reliable_if(false).into(),
                            Value::number(0.5, 3).noted("Chosen."),
                        ])
                        .row(vec!["young".into(), Share::of(1, 4000).into()])
                        .note("Marked: the worst."),
                ),
            Section::new("Pictures").with(vec![Picture::pair(
                "a and b",
                b"\x89PNG\r\n\x1a\n".to_vec(),
                b"x".to_vec(),
            )]),
        ],
    };
    insta::assert_snapshot!(page(&document, "sample").replace(STYLE, "/* style.css */\n"));
}

#[test]
fn hostile_text_is_shown_wherever_it_stands() {
    let plot = Plot::new("p", HOSTILE, Axis::linear(HOSTILE), Axis::linear(HOSTILE))
        .series(Series::line(HOSTILE, vec![(0.0, 0.0), (1.0, 1.0)]))
        .series(Series::line(HOSTILE, vec![]))
        .note(HOSTILE);
    let table = Table::new(HOSTILE, [HOSTILE, HOSTILE])
        .row(vec![Value::code(HOSTILE).noted(HOSTILE), Value::quantity(1.0, 1, HOSTILE)])
        .row(vec![Value::text(HOSTILE), Value::missing(HOSTILE)])
        .note(HOSTILE);
    let words = || Text::from(HOSTILE).strong(HOSTILE).code(HOSTILE).note(HOSTILE);
    let figure = Figure::new(HOSTILE, HOSTILE).note(HOSTILE);
    let blocks = vec![
        Block::Text(words()),
        Block::Warning(words()),
        table.into(),
        plot.into(),
        vec![figure].into(),
        vec![Picture::new(HOSTILE, Vec::new())].into(),
    ];
    let document = Document {
        title: HOSTILE.into(),
        subtitle: HOSTILE.into(),
        facts: vec![(HOSTILE.into(), HOSTILE.into())],
        summary: blocks.clone(),
        sections: vec![Section { heading: HOSTILE.into(), blocks }],
    };
    let page = page(&document, HOSTILE);
    assert!(!page.contains("<script"));
    assert!(!page.contains(['\u{202e}', '\u{0}', '\u{200f}']));
    assert!(page.matches("&lt;script&gt;alert(&quot;1&quot;)").count() > 30);
    assert_eq!(page.matches("</style>").count(), 1);
    assert_eq!(page.matches("</html>").count(), 1);
}

#[test]
fn the_page_has_no_script_and_no_outside_address() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 2).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let page = page(
        &document(vec![
            Plot::new("p", "t", Axis::probit("x"), Axis::probit("y"))
                .series(Series::line("a", vec![(0.1, 0.2), (0.2, 0.1)]))
                .into(),
            vec![Picture::new("p", png.into_inner())].into(),
        ]),
        "sample",
    );
    for outside in ["http:", "https:", "<script", "<link", "<iframe", "@import", "url(h", "src=\"/"]
    {
        assert!(!page.contains(outside), "{outside}");
    }
    for attribute in ["src=\"", "href=\""] {
        for rest in page.split(attribute).skip(1) {
            assert!(rest.starts_with('#') || rest.starts_with("data:image/"), "{}", &rest[..20]);
        }
    }
    assert!(page.contains("<img src=\"data:image/png;base64,"));
}

#[test]
fn what_is_not_finite_is_not_measured() {
    let missing = "<td class=\"n missing\">not measured</td>";
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        check_cell(Value::number(value, 3), missing);
        check_cell(Value::quantity(value, 3, "s"), missing);
        check_cell(Value::Level(value), missing);
        check_cell(Share::rate(value).into(), missing);
        let formatted = format!("{value}");
        let page = body(&document(vec![
            Table::new("", ["a"]).row(vec![formatted.as_str().into()]).into(),
            vec![Figure::new("a", value.to_string())].into(),
        ]));
        assert!(!page.contains(&formatted) && page.matches("not measured").count() == 2);
    }
    check_cell(
        Share::of(3, 10).within(f64::NAN, 0.5).into(),
        "<td class=\"n\">30.0 %<small class=\"basis\"><span>3 of 10</span></small></td>",
    );
    check_cell(
        Share::of(0, 0).into(),
        "<td class=\"n missing\">not measured<small class=\"basis\"><span>0 of 0</span></small></td>",
    );
}

#[test]
fn values_read_as_what_they_are() {
    check_cell(Value::count(12_345), "<td class=\"n\">12 345</td>");
    check_cell(Value::quantity(-1.25, 2, "bits"), "<td class=\"n\">\u{2212}1.25 bits</td>");
    check_cell(Value::Level(1e-4), "<td class=\"n\">0.01 %</td>");
    check_cell("words".into(), "<th scope=\"row\"><bdi>words</bdi></th>");
    check_cell(
        Share::of(8, 3000).within(0.0011, 0.0056).reliable_if(false).into(),
        "<td class=\"n\">0.27 %<small class=\"basis\"><span>0.11\u{2013}0.56 %</span> \
         <span>8 of 3000</span> <span><b>too few trials</b></span></small></td>",
    );
    check_cell(
        Share::rate(0.0027).trials(3000).into(),
        "<td class=\"n\">0.27 %<small class=\"basis\"><span>3000 trials</span></small></td>",
    );
}

#[test]
fn a_column_of_words_and_numbers_is_set_as_words() {
    let table = Table::new("", ["a", "b"])
        .row(vec!["x".into(), Value::count(1)])
        .row(vec!["y".into(), "many".into()]);
    assert!(body(&document(vec![table.into()])).contains("<td>1</td>"));
}

#[test]
fn odd_tables_are_tables_all_the_same() {
    let empty = body(&document(vec![Table::new("", ["a", "b"]).into()]));
    assert!(empty.contains("<td class=\"empty\" colspan=\"2\">nothing to list</td>"));
    let uneven = Table::new("", ["a", "b"]).row(vec!["x".into()]).row(vec![
        "y".into(),
        "z".into(),
        "beyond".into(),
    ]);
    let page = body(&document(vec![uneven.into()]));
    assert!(page.contains("<th scope=\"row\"><bdi>x</bdi></th><td></td></tr>"));
    assert!(!page.contains("beyond"));
    body(&document(vec![Table::default().row(vec![Value::count(1)]).into()]));
}

#[test]
fn footnotes_tables_and_plots_are_numbered_through_the_document() {
    let section = |heading: &str| {
        Section::new(heading)
            .with(Block::text(Text::from("a").note("note")))
            .with(Table::new("", ["a"]))
            .with(Plot::new("p", "t", Axis::linear(""), Axis::linear("")))
    };
    let document = Document {
        summary: vec![Block::text(Text::from("a").note("first"))],
        sections: vec![section("one"), section("two")],
        ..Document::default()
    };
    let page = body(&document);
    for expected in ["Table 2.", "Figure 2.", "href=\"#note-3\"", "id=\"note-3\"", "id=\"note-1\""]
    {
        assert_eq!(page.matches(expected).count(), 1, "{expected}");
    }
    assert!(!page.contains("note-4") && !page.contains("Table 3."));
}

#[test]
fn warnings_are_repeated_on_the_first_page() {
    let page = body(&document(vec![Block::warning("Beware."), Block::warning("Twice.")]));
    let (front, rest) = page.split_once("<main>").unwrap();
    assert!(front.contains("2 warnings") && front.contains("Beware.") && front.contains("Twice."));
    assert!(rest.contains("id=\"warning-1\"") && rest.contains("id=\"warning-2\""));
    assert!(!body(&document(vec![])).contains("warning"));
}

#[test]
fn a_report_with_pictures_says_so() {
    let notice = "Handle with care.";
    assert!(body(&document(vec![vec![Picture::new("", vec![])].into()])).contains(notice));
    assert!(!body(&document(vec![Block::Pictures(Vec::new())])).contains(notice));
}

#[test]
fn the_terms_used_are_explained() {
    let page = body(&document(vec![Block::text("The APCER of a mask.")]));
    assert!(page.contains("id=\"terms\"") && page.contains("<dt>APCER</dt>"));
    assert!(!page.contains("<dt>IAPAR</dt>"));
    assert!(!body(&document(vec![])).contains("id=\"terms\""));
}
