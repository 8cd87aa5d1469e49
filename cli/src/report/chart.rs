use crate::output::printable;
use crate::report::apps::App;

/// The apps with the most people, as the bars that `templates/report.html` draws.
#[derive(Debug)]
pub struct Chart {
    pub bars: Vec<Bar>,
    pub height: usize,
}

/// One app's Users, and beside them its Members. Widths are percentages, so that the letters keep their size on a phone.
#[derive(Debug)]
pub struct Bar {
    pub name: String,
    pub users: i64,
    pub members: i64,
    pub y: usize,
    pub users_width: f64,
    pub members_width: f64,
    pub end: f64,
}

const MOST_BARS: usize = 10;
const ROW: usize = 46;
/// The width of the longest bar, which leaves room for its number.
const LONGEST: f64 = 82.0;

pub fn chart(apps: &[App]) -> Chart {
    let mut shown: Vec<&App> = apps.iter().filter(|app| app.people() > 0).collect();
    shown.truncate(MOST_BARS);
    let most = shown.iter().map(|app| app.people()).max().unwrap_or(1) as f64;
    let width = |people: i64| (people as f64 / most * LONGEST * 100.0).round() / 100.0;
    let bars: Vec<Bar> = shown
        .into_iter()
        .enumerate()
        .map(|(at, app)| Bar {
            name: short(&printable(&app.name)),
            users: app.users,
            members: app.members,
            y: at * ROW,
            users_width: width(app.users),
            members_width: width(app.members),
            end: width(app.users) + width(app.members),
        })
        .collect();
    Chart { height: bars.len() * ROW, bars }
}

fn short(name: &str) -> String {
    match name.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
