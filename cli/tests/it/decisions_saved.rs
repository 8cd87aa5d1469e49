//! Files of decisions as spreadsheets and editors save them.

use std::fs::write;

use crate::support::{World, few};

/// As `report` writes it, filled in, with a name that has a separator and characters beyond ASCII.
const TABLE: [[&str; 8]; 7] = [
    ["decision", "app_name", "organization_name", "name", "scopes", "app_id", "organization_id", "person_id"],
    ["revoke", "agent", "", "Zoë Müller", "openid", "agent", "", "user-1"],
    ["keep", "agent", "", "", "openid", "agent", "", "user-2"],
    ["revoke", "agent", "Acme, Inc.", "Doe; Jane", "openid", "agent", "acme", "member-1"],
    ["keep", "agent", "Acme, Inc.", "5\" nails", "openid", "agent", "acme", "member-2"],
    ["", "calendar", "", "Zoë Müller", "openid calendar:write", "calendar", "", "user-1"],
    ["", "calendar", "", "", "", "calendar", "globex", "member-3"],
];

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// Lines of cells, quoted where they have to be.
fn lines<const N: usize>(table: &[[&str; N]], separator: &str) -> Vec<String> {
    let cell = |cell: &&str| match cell.contains([',', ';', '\t', '|', '"']) {
        true => quoted(cell),
        false => (*cell).to_owned(),
    };
    table.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(separator)).collect()
}

fn csv(separator: &str, end: &str) -> String {
    lines(&TABLE, separator).iter().map(|line| format!("{line}{end}")).collect()
}

/// The table with its columns in another order.
fn ordered<const N: usize>(columns: [usize; N]) -> Vec<[&'static str; N]> {
    TABLE.iter().map(|row| columns.map(|column| row[column])).collect()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Windows-1252, which has the characters of this table at the same place as Unicode.
fn windows(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin")).collect()
}

fn variants() -> Vec<(&'static str, Vec<u8>)> {
    let (comma, semicolon, tab) = (csv(",", "\r\n"), csv(";", "\r\n"), csv("\t", "\r\n"));
    let mut all: Vec<(&str, Vec<u8>)> = Vec::new();
    let mut add = |name, file: Vec<u8>| all.push((name, file));

    // Separators and ends of lines.
    add("commas", comma.clone().into());
    add("semicolons", semicolon.clone().into());
    add("tabs", tab.clone().into());
    add("pipes", csv("|", "\n").into());
    add("LF", csv(",", "\n").into());
    add("CR only", csv(",", "\r").into());
    add("CR only, semicolons", csv(";", "\r").into());
    add("CR CR LF", csv(",", "\r\r\n").into());
    add("no end of the last line", csv(",", "\n").trim_end().into());
    add("sep=;", format!("sep=;\r\n{semicolon}").into());
    add("sep=, with a mark", format!("\u{feff}sep=,\r\n{comma}").into());
    add("sep= of a tab", format!("sep=\t\r\n{tab}").into());
    add("sep= of another separator", format!("sep=^\n{}", csv("^", "\n")).into());
    add("quoted sep=", format!("\"sep=;\"\n{semicolon}").into());

    // Encodings.
    add("UTF-8 with a mark", format!("\u{feff}{comma}").into());
    add("two marks", format!("\u{feff}\u{feff}{comma}").into());
    add("UTF-16 LE with a mark", utf_16(&format!("\u{feff}{tab}"), u16::to_le_bytes));
    add("UTF-16 BE with a mark", utf_16(&format!("\u{feff}{tab}"), u16::to_be_bytes));
    add("UTF-16 LE", utf_16(&comma, u16::to_le_bytes));
    add("UTF-16 BE", utf_16(&semicolon, u16::to_be_bytes));
    add("UTF-16 with one byte of ^Z", [utf_16(&comma, u16::to_le_bytes), vec![0x1a]].concat());
    add("Windows-1252", windows(&comma));
    add("Windows-1252, semicolons", windows(&semicolon));
    add("Shift JIS", [&b"\x83\x7b\x83\x5c,x,\r\n"[..], &windows(&comma)].concat());

    // Endings.
    add("^Z", format!("{comma}\x1a").into());
    add("^Z in a line of its own", format!("{comma}\x1a\r\n").into());
    add("zeros at the end", format!("{comma}\0\0\0").into());
    add("blank rows at the end", format!("{comma},,,,,,,\r\n,,,,,,,\r\n").into());
    add("blank lines everywhere", format!("\n\n{}\n", csv(",", "\n\n")).into());
    add("lines of blanks", format!("{}   \n", csv(",", "\n \n")).into());
    let rows = lines(&TABLE, ",").join("\n");
    add("a title", format!("Review of June\n{rows}").into());
    add("a title of several cells", format!("Review,of,June,,,,,\n,,,,,,,\nBy:,Ann,,,,,,\n{rows}").into());
    add("a title with the other separator", format!("For: Ann; Bob\n\n{rows}").into());
    add("a footer", format!("{rows}\nTotal: 6 grants").into());
    add("a footer of several cells", format!("{rows}\n\nTotal,6,,,,,,\nSigned by,Ann,2026-06-30\n").into());
    add("a footer with a number among the ids", format!("{rows}\n,,,,,Total,,6\n").into());
    add("a title and a footer, semicolons", format!("Juni;;\n{semicolon}Summe;6\n").into());
    add("groups", rows.replacen("\n,calendar", "\nCalendar\n,calendar", 1).into());

    let mut parts = lines(&TABLE, ",");
    let (header, second) = (parts[0].clone(), parts.split_off(4).join("\n"));
    let first = parts.join("\n");
    add("two files, one after the other", format!("\u{feff}{first}\n\u{feff}{header}\n{second}\n").into());

    // Rows and cells.
    let last = ordered([5, 1, 6, 2, 7, 3, 4, 0]);
    add("the decision last", lines(&last, ",").join("\n").into());
    let cut =
        lines(&last, ",").iter().map(|line| format!("{}\n", line.trim_end_matches(','))).collect::<String>();
    add("the decision last, and rows cut short", cut.into());
    let cut = lines(&last, "\t").iter().map(|line| format!("{}\r", line.trim_end())).collect::<String>();
    add("rows cut short with tabs and CR", cut.into());
    add("only the columns that are read", lines(&ordered([0, 5, 6, 7]), ",").join("\n").into());
    add("rows that are longer than the header", csv(",", ",,,\n").replacen(",,,\n", "\n", 1).into());
    let padded = TABLE.map(|row| row.map(|cell| format!("  {cell}\u{a0} ")));
    let padded = padded
        .map(|row| row.map(|cell| if cell.contains(['"', ',']) { quoted(&cell) } else { cell }).join(","));
    add("padding", padded.join("\n").into());
    let all_quoted = TABLE.map(|row| row.map(quoted).join(","));
    add("all quoted", all_quoted.join("\n").into());
    add("all quoted, semicolons", TABLE.map(|row| row.map(quoted).join(";")).join("\r\n").into());
    add("a blank before each quote", TABLE.map(|row| row.map(quoted).join(", ")).join("\n").into());
    add("a blank around each quote", TABLE.map(|row| row.map(quoted).join(" ; ")).join(" \n ").into());
    add("a line break in a cell", rows.replace("Zoë Müller", "\"Zoë\nMüller\"").into());

    // Headers and words.
    for (name, header) in [
        ("title case", "Decision,App Name,Organization Name,Name,Scopes,App Id,Organization Id,Person Id"),
        ("upper case", "DECISION,APP_NAME,ORGANIZATION_NAME,NAME,SCOPES,APP_ID,ORGANIZATION_ID,PERSON_ID"),
        ("hyphens and blanks", " decision ,app-name,,,, app  id,Organization-ID,person\u{a0}id"),
        ("one word", "Decision,AppName,OrganizationName,Name,Scopes,AppID,OrganizationID,PersonID"),
        ("unknown names of what is not read", "decision,App,Firma,Wer,?,app_id,organization_id,person_id"),
    ] {
        add(name, rows.replacen(&TABLE[0].join(","), header, 1).into());
    }
    add("a mark that was read as Windows-1252", format!("ï»¿{rows}").into());
    add(
        "an index before each row",
        rows.lines()
            .enumerate()
            .map(|(at, line)| match at {
                0 => format!(",{line}\n"),
                _ => format!("{at},{line}\n"),
            })
            .collect::<String>()
            .into(),
    );
    add("words in quotes", rows.replace("revoke,", "“Revoke”,").replace("keep,", "'keep.',").into());
    add("words in upper case", rows.replace("revoke,", "REVOKE,").replace("keep,", "Keep ,").into());
    let own = lines(&TABLE, ",").into_iter().enumerate().map(|(at, line)| match at {
        0 => format!("Reviewer,{line},comment,comment\n"),
        1 => format!("Ann,{line},\"left, I think\",keep\n"),
        _ => format!("Ann,{line},\n"),
    });
    add("columns of the reviewer", own.collect::<String>().into());
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_however_it_was_saved() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    let variants = variants();
    assert!(variants.len() >= 40, "{}", variants.len());
    let mut wrong = Vec::new();
    for (name, file) in &variants {
        write(world.path("d.csv"), file).expect("a file");
        let ran = world.run(&["revoke", "r.sqlite", "--decisions", "d.csv", "--output", "json"]);
        let plan: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_default();
        let plan: Vec<_> =
            plan.as_array().into_iter().flatten().map(|row| row["person_id"].clone()).collect();
        let undecided = ran.err.contains("rows without a decision: 2; their grants are kept\n");
        if plan != ["user-1", "member-1"] || !undecided {
            wrong.push(format!("{name}: {ran:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(world.requests("revoke_user_connected_app"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_named_by_row_and_column() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    write(world.path("d.csv"), windows(&csv(",", "\n").replace("user-2", "üser-2"))).expect("a file");
    let ran = world.run(&["revoke", "r.sqlite", "--decisions", "d.csv", "--yes"]);
    let mistake = "  line 3: the column person_id has \"\u{fffd}ser-2\", which is not UTF-8; save the file as CSV UTF-8\n";
    assert!(ran.code == Some(1) && ran.err.ends_with(mistake), "{ran:?}");
}

/// It would make one cell of the rest of the file, with all of its decisions.
#[tokio::test(flavor = "multi_thread")]
async fn a_quote_that_is_not_closed_is_named_by_its_line() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    for (rows, line) in [
        (csv(";", "\r\n").replace("openid calendar:write", "\"openid"), 6),
        (csv(",", "\n").replace("globex,member-3", "globex,\"member-3"), 7),
    ] {
        write(world.path("d.csv"), rows).expect("a file");
        let ran = world.run(&["revoke", "r.sqlite", "--decisions", "d.csv", "--yes"]);
        let mistake =
            format!("  line {line}: a quote is not closed; close or remove it, or save the file anew\n");
        assert!(ran.code == Some(1) && ran.err.ends_with(&mistake), "{ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_no_grant_and_decide_nothing_are_named() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    write(world.path("d.csv"), format!("June\n{}\nTotal: 6\n,,,,,Total,,6\n", csv(",", "\n")))
        .expect("a file");
    let ran = world.run(&["revoke", "r.sqlite", "--decisions", "d.csv"]);
    assert!(
        ran.err.contains("rows that are no grant of review 1, and decide nothing: line 10, 11\n"),
        "{ran:?}"
    );
}
