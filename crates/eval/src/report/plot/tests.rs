use resvg::usvg;

use super::*;

/// What must hold of every drawing, whatever is on it.
#[track_caller]
fn check(plot: &Plot) -> String {
    let mut last = String::new();
    for form in [Form::Page, Form::File] {
        let drawing = draw(plot, form);
        let svg = &drawing.svg;
        for wrong in ["NaN", "inf", "-inf"] {
            assert!(!svg.contains(wrong), "{wrong} in {svg}");
        }
        assert!(drawing.width > 0 && drawing.height > 0);
        let alone = svg.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1);
        let whole = if form == Form::Page { &alone } else { svg };
        usvg::Tree::from_str(whole, &usvg::Options::default()).expect("well-formed SVG");
        last.clone_from(svg);
    }
    last
}

fn plot(x: Axis, y: Axis) -> Plot {
    Plot::new("a-plot", "A plot", x, y)
}

fn axes() -> [Axis; 6] {
    [
        Axis::linear("linear"),
        Axis::percent("percent"),
        Axis::log("log"),
        Axis::log_percent("log percent"),
        Axis::probit("probit"),
        Axis::names("names", ["one", "two", "three"]),
    ]
}

const STYLES: [Style; 5] = [Style::Line, Style::Step, Style::Filled, Style::Points, Style::Bars];

#[test]
fn every_style_is_drawn_on_every_pair_of_axes_whatever_the_points() {
    let cases: [Vec<(f64, f64)>; 6] = [
        vec![],
        vec![(0.5, 0.5)],
        vec![(0.0, 1.0), (0.01, 0.2), (1.0, 0.0)],
        vec![(f64::NAN, 0.1), (0.2, f64::INFINITY), (f64::NEG_INFINITY, 0.3)],
        vec![(-1e300, 1e300), (0.1, 0.1), (1e300, -1e300)],
        vec![(0.3, 0.3), (0.3, 0.3)],
    ];
    for x in axes() {
        for y in axes() {
            for points in &cases {
                let mut plot = plot(x.clone(), y.clone())
                    .mark(Mark::vertical(0.3, "a threshold"))
                    .mark(Mark::horizontal(f64::NAN, "nowhere"))
                    .mark(Mark::point(0.2, 0.2, "a point"));
                for style in STYLES {
                    let intervals = points.iter().map(|p| (p.1 - 0.1, p.1 + 0.1)).collect();
                    plot = plot.series(Series::new("s", style, points.clone()).within(intervals));
                }
                check(&plot);
            }
        }
    }
}

#[test]
fn a_plot_without_data_says_so_and_states_no_range() {
    let svg = check(&plot(Axis::linear("x"), Axis::percent("y")).series(Series::line("a", vec![])));
    assert!(svg.contains("not measured"));
    assert!(!svg.contains("%<"), "{svg}");
    let svg = check(&plot(Axis::linear("x"), Axis::linear("y")));
    assert!(svg.contains("not measured"));
}

#[test]
fn an_empty_series_beside_others_is_named_as_not_measured() {
    let svg = check(
        &plot(Axis::linear("x"), Axis::linear("y"))
            .series(Series::line("there", vec![(0.0, 0.0), (1.0, 1.0)]))
            .series(Series::line("absent", vec![(f64::NAN, f64::NAN)])),
    );
    assert!(svg.contains("absent: not measured") && svg.contains(">there</text>"));
}

#[test]
fn a_line_of_one_point_is_a_dot() {
    let svg = check(
        &plot(Axis::linear("x"), Axis::linear("y")).series(Series::line("a", vec![(1.0, 2.0)])),
    );
    assert!(svg.contains("<circle"));
}

#[test]
fn a_gap_in_a_line_stays_a_gap() {
    let points = vec![(0.0, 0.0), (1.0, 1.0), (2.0, f64::NAN), (3.0, 1.0), (4.0, 0.0)];
    let svg = check(&plot(Axis::linear("x"), Axis::linear("y")).series(Series::line("a", points)));
    assert_eq!(svg.matches(r#"stroke-width="1.8""#).count(), 2);
}

#[test]
fn det_axes_read_as_per_cent() {
    let svg = check(
        &plot(Axis::probit("FMR"), Axis::probit("FNMR"))
            .series(Series::line("a", vec![(0.0, 0.4), (0.001, 0.1), (0.01, 0.01), (0.2, 0.0)])),
    );
    for tick in ["0.1", "1", "10", "50"] {
        assert!(svg.contains(&format!(">{tick}\u{202f}%</text>")), "{tick} in {svg}");
    }
}

#[test]
fn thresholds_are_lines_with_their_names() {
    let svg = check(
        &plot(Axis::linear("score"), Axis::percent("share"))
            .series(Series::histogram("mated", &[0.1, 0.5, 0.6], (0.0, 1.0), 20))
            .mark(Mark::vertical(0.3, "at FMR 1 %"))
            .mark(Mark::vertical(0.31, "at FMR 0.1 %"))
            .mark(Mark::vertical(7.0, "at FMR 0.01 %")),
    );
    assert!(svg.contains(">at FMR 1 %<") && svg.contains(">at FMR 0.1 %<"));
}

#[test]
fn hostile_names_are_shown_and_stay_inside_the_drawing() {
    let name = "</text><script>\u{202e}\u{0}\"'&";
    let mut plot = Plot::new("p", name, Axis::linear(name), Axis::names(name, [name, name]))
        .mark(Mark::vertical(0.2, name))
        .mark(Mark::point(0.2, 0.2, name));
    for style in STYLES {
        plot = plot.series(Series::new(name.repeat(9), style, vec![(0.1, 0.0), (0.2, 1.0)]));
    }
    let svg = check(&plot);
    assert!(!svg.contains("<script") && !svg.contains('\u{202e}') && !svg.contains('\u{0}'));
    assert!(svg.contains("&lt;script&gt;[U+202E][U+0000]"));
}

#[test]
fn a_drawing_stays_as_it_is() {
    let plot =
        plot(Axis::linear("Comparison score").range(0.0, 1.0), Axis::percent("Share of pairs"))
            .series(Series::new(
                "non-mated",
                Style::Filled,
                vec![(0.0, 0.5), (0.25, 0.1), (0.5, 0.1)],
            ))
            .series(Series::new("mated", Style::Filled, vec![(0.5, 0.2), (0.75, 0.4), (1.0, 0.4)]))
            .mark(Mark::vertical(0.5, "threshold"));
    insta::assert_snapshot!(draw(&plot, Form::File).svg);
}
