//! Times something for a document, and for one of twice the size.

use std::fmt::Write;
use std::fs;
use std::time::{Duration, Instant};

/// How much more time twice the document may take.
const MOST: f64 = 2.5;

/// A document whose schemas refer to each other in circles of ten. `summary` and `example` are the keys of each operation's and
/// property's prose.
pub fn document(count: usize, summary: &str, example: &str) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths:\n".to_owned();
    let mut schemas = "components:\n  schemas:\n".to_owned();
    for number in 0..count {
        write!(
            text,
            "  /v1/things_{number}/{{id}}:
    post:
      operationId: make_thing_{number}
      {summary}: Make a thing
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string}}}}
        - {{name: limit, in: query, description: How many, schema: {{type: integer}}}}
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{number}'}}}}}}
      responses:
        '200':
          description: A thing
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{number}'}}}}}}
"
        )
        .expect("a string");
        write!(
            schemas,
            "    Thing{number}:
      type: object
      description: A thing, one of many, with an example of its name and some prose.
      required: [name]
      properties:
        name: {{type: string, description: The name, {example}: a}}
        count: {{type: integer, description: How many there are, minimum: 1}}
        tags: {{type: array, description: Words that describe it, items: {{type: string}}}}
        next: {{nullable: true, allOf: [{{$ref: '#/components/schemas/Thing{}'}}]}}
",
            number / 10 * 10 + (number + 1) % 10
        )
        .expect("a string");
    }
    text + &schemas
}

/// Prints the figures for a document of some operations and for one of twice as many, and compares them.
pub fn measure(name: &str, operations: usize, timed: impl Fn(usize) -> (usize, Duration)) {
    let [small, large] = [operations, 2 * operations].map(|operations| {
        let (bytes, time) = timed(operations);
        println!("{name}: {:.1} MB in {time:.2?}", bytes as f64 / 1e6);
        time.as_secs_f64()
    });
    let ratio = large / small;
    println!("{name}: twice the document takes {ratio:.2} times as long");
    assert!(ratio <= MOST, "{name}: the time grows faster than the document");
}

/// The least time of some runs.
pub fn best(mut run: impl FnMut()) -> Duration {
    let times = (0..3).map(|_| {
        let clock = Clock::start();
        run();
        clock.spent()
    });
    times.min().unwrap_or_default()
}

/// The time that this process had a processor, where the system tells, so that others on the machine do not count.
struct Clock {
    used: Option<Duration>,
    started: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { used: Self::used(), started: Instant::now() }
    }

    fn spent(&self) -> Duration {
        match (self.used, Self::used()) {
            (Some(before), Some(now)) => now - before,
            _ => self.started.elapsed(),
        }
    }

    fn used() -> Option<Duration> {
        let line = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        line.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
    }
}
