use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;

use crate::output::printable;
use crate::report::anchors::Anchors;
use crate::report::grants::{self, sorted};
use crate::report::places::{Member, Place, places};

/// Everybody who granted something, sorted by name.
#[derive(Debug, Default)]
pub struct People {
    pub people: Vec<Person>,
    /// By index. The first is none: Users have no Organization.
    organizations: Vec<Organization>,
    /// Sets of scopes, each in alphabetical order.
    scopes: Vec<String>,
    /// The number of grants of people beyond the most that are shown.
    pub left_out: u64,
}

#[derive(Debug)]
pub struct Person {
    pub anchor: String,
    pub id: String,
    /// Empty if the record knows none.
    pub name: String,
    organization: usize,
    grants: Vec<Granted>,
}

#[derive(Debug, Default)]
pub struct Organization {
    pub id: String,
    pub name: String,
}

/// A grant of a person: indices of the app and of the set of scopes.
#[derive(Debug, Clone, Copy)]
struct Granted {
    app: usize,
    scopes: usize,
}

/// The people who granted an app the same scopes. One row for all of them has far fewer elements than one for each, and
/// so takes a browser far less time.
#[derive(Debug)]
pub struct Holders<'a> {
    scopes: &'a str,
    pub places: Vec<Place<'a>>,
}

/// A part of everybody, in the order of their names. A browser lays out only the parts that are open.
#[derive(Debug)]
pub struct Part<'a> {
    pub people: &'a [Person],
}

const PART: usize = 500;

impl People {
    /// Reads the grants of a review, of `most` people at the most. `positions` has the index of each app by its id.
    pub fn read(
        connection: &Connection,
        review: i64,
        positions: &HashMap<&str, usize>,
        most: usize,
    ) -> rusqlite::Result<Self> {
        let mut all = Self { organizations: vec![Organization::default()], ..Self::default() };
        let (mut people, mut organizations, mut scopes) = (HashMap::new(), HashMap::new(), HashMap::new());
        organizations.insert(String::new(), 0);
        grants::each(connection, review, |grant| {
            let Some(&app) = positions.get(grant.app_id) else { return };
            let organization = index(&mut organizations, grant.organization_id.to_owned(), || {
                let (id, name) = (printable(grant.organization_id), printable(grant.organization_name));
                all.organizations.push(Organization { id, name });
            });
            let person = (organization, grant.person_id.to_owned());
            if people.len() >= most && !people.contains_key(&person) {
                all.left_out += 1;
                return;
            }
            let person = index(&mut people, person, || {
                let (id, name) = (printable(grant.person_id), printable(grant.name));
                let anchor = String::new();
                all.people.push(Person { anchor, id, name, organization, grants: Vec::new() });
            });
            let set = printable(&sorted(grant.scopes).join(" "));
            let scopes = index(&mut scopes, set.clone(), || all.scopes.push(set));
            all.people[person].grants.push(Granted { app, scopes });
        })?;
        all.sort();
        Ok(all)
    }

    fn sort(&mut self) {
        let Self { people, organizations, .. } = self;
        people.sort_by_cached_key(|person| {
            let organization = &organizations[person.organization];
            (person.title().to_lowercase(), organization.name.to_lowercase(), person.id.clone())
        });
        let mut anchors = Anchors::new("person");
        for person in people {
            person.anchor = anchors.add(&person.id);
            person.grants.sort_by_key(|granted| granted.app);
        }
    }

    /// The people of each app, by scopes and Organization.
    pub fn by_app(&self, apps: usize) -> Vec<Vec<Holders<'_>>> {
        let mut sets: Vec<BTreeMap<&str, Vec<Member<'_>>>> = vec![BTreeMap::new(); apps];
        for person in &self.people {
            let Organization { id, name } = self.organization(person);
            let member =
                Member { organization_id: id, organization: name, id: &person.id, name: &person.name };
            for granted in &person.grants {
                sets[granted.app].entry(&self.scopes[granted.scopes]).or_default().push(member);
            }
        }
        let holders = |(scopes, members)| Holders { scopes, places: places(members) };
        sets.into_iter().map(|sets| sets.into_iter().map(holders).collect()).collect()
    }

    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.people.chunks(PART).map(|people| Part { people })
    }

    pub fn organization(&self, person: &Person) -> &Organization {
        &self.organizations[person.organization]
    }

    /// The index of the app and the scopes of each grant.
    pub fn grants(&self, person: &Person) -> impl Iterator<Item = (usize, &str)> {
        person.grants.iter().map(|granted| (granted.app, &*self.scopes[granted.scopes]))
    }
}

impl Person {
    /// The name, or the id of a person whose name the record does not know.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}

impl Part<'_> {
    pub fn first(&self) -> &str {
        self.people.first().map_or("", Person::title)
    }

    pub fn last(&self) -> &str {
        self.people.last().map_or("", Person::title)
    }
}

impl Holders<'_> {
    pub fn scopes(&self) -> Vec<&str> {
        self.scopes.split(' ').filter(|scope| !scope.is_empty()).collect()
    }

    pub fn len(&self) -> usize {
        self.places.iter().map(|place| place.members.len()).sum()
    }
}

/// The index of a key. A key that is new gets the next one, once `add` has made room for it.
fn index<K: std::hash::Hash + Eq>(known: &mut HashMap<K, usize>, key: K, add: impl FnOnce()) -> usize {
    let next = known.len();
    *known.entry(key).or_insert_with(|| {
        add();
        next
    })
}
